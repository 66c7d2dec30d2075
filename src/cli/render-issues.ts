import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { codeFrameColumns } from "@babel/code-frame";
import type { Issue } from "../errors/issue.ts";
import { printable } from "../errors/printable.ts";
import type { SourcePosition } from "../errors/source-position.ts";
import { counted } from "./counted.ts";
import { bold, dim, red, type Terminal, yellow } from "./terminal.ts";

/** Each issue with its place, the code around it and one hint. Places are from `root`. */
export function renderIssues(issues: readonly Issue[], terminal: Terminal, root: string): string {
  const sources = new Map<string, string | undefined>();
  return issues.map((issue) => `${renderIssue(issue, terminal, root, sources)}\n`).join("\n");
}

function renderIssue(issue: Issue, terminal: Terminal, root: string, sources: Map<string, string | undefined>): string {
  const severity = issue.severity === "error" ? red(terminal, "error") : yellow(terminal, "warning");
  const place = issue.position === undefined ? "" : `${bold(terminal, renderPlace(issue.position))} `;
  const lines = [`${place}${severity} ${issue.code}${renderNode(issue)}`];
  if (issue.message !== "") lines.push(indent(printable(issue.message)));
  const frame = issue.position && renderFrame(issue.position, terminal, root, sources);
  if (frame !== undefined) lines.push(frame);
  for (const position of issue.calledFrom ?? []) lines.push(dim(terminal, `  called from ${renderPlace(position)}`));
  if (issue.hint !== undefined) lines.push(indent(printable(issue.hint)));
  return lines.join("\n");
}

function renderPlace({ file, line, column }: SourcePosition): string {
  return printable(`${file}:${line}:${column}`);
}

function renderNode({ code, node, classType, input }: Issue): string {
  if (node === null) return "";
  const type = classType === undefined || classType === node ? "" : ` (${classType})`;
  // There ComfyUI names the input of the node that is fed, not one of this node.
  const own = code === "exception_during_inner_validation" ? null : input;
  return printable(`  node ${node}${type}${own === null ? "" : `, input ${own}`}`);
}

function renderFrame(
  position: SourcePosition,
  terminal: Terminal,
  root: string,
  sources: Map<string, string | undefined>,
): string | undefined {
  const path = resolve(root, position.file);
  if (!sources.has(path)) sources.set(path, readSource(path));
  const source = sources.get(path);
  if (source === undefined) return undefined;
  const start = { line: position.line, column: position.column };
  const options = { linesAbove: 1, linesBelow: 1, highlightCode: terminal.color, forceColor: terminal.color };
  return indent(codeFrameColumns(source, { start }, options));
}

/** The code that an author wrote; of a generated file its lines say nothing. */
function readSource(path: string): string | undefined {
  if (!/\.[cm]?[jt]s$/.test(path)) return undefined;
  try {
    return printable(readFileSync(path, "utf8").replaceAll("\r\n", "\n"));
  } catch {
    return undefined;
  }
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

/** Commands for GitHub Actions, which shows each issue at its line. */
export function renderGithub(issues: readonly Issue[]): string {
  return issues.map((issue) => `${renderAnnotation(issue)}\n`).join("");
}

function renderAnnotation(issue: Issue): string {
  const { position, severity, code, message, hint } = issue;
  const place = position && { file: position.file, line: position.line, col: position.column };
  const properties = Object.entries({ ...place, title: code }).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const text = hint === undefined ? message : `${message}\n${hint}`;
  return `::${severity} ${properties.join(",")}::${escapeData(printable(text))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** `2 errors, 1 warning`, or `no issues`. */
export function countIssues(issues: readonly Issue[]): string {
  const errors = issues.filter(({ severity }) => severity === "error").length;
  const warnings = issues.length - errors;
  const parts = [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""];
  return parts.filter((part) => part !== "").join(", ") || "no issues";
}
