import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { codeRegistry, type RegisteredCode } from "../../src/errors/code-registry.ts";
import { command, makeProject } from "../project/sample-project.ts";

const folder = join(import.meta.dirname, "../../docs/errors");

/** Set to write what the commands print into the pages, and the index. */
export const isUpdating = process.env["COMFYC_UPDATE_PAGES"] === "1";

export function listPages(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .map((name) => name.slice(0, -3))
    .sort();
}

export function readPage(name: string): string {
  const path = join(folder, `${name}.md`);
  return existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : "";
}

export function writePage(name: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.md`), text);
}

/** The first lines of a page: what the registry knows. */
export function renderHead(entry: RegisteredCode): string {
  return `# ${entry.code}\n\n${entry.summary} ${origin[entry.from]}${statusWords(entry)}\n`;
}

const origin = {
  comfyc: "Reported by comfyc.",
  comfyui: "ComfyUI's own error type.",
  python: "Raised by the Python client.",
};

function statusWords({ exit }: RegisteredCode): string {
  if (exit === null) return "";
  return exit === 0 ? " Only ever a warning: exit status 0." : ` Exit status ${exit}.`;
}

export function renderIndex(): string {
  const rows = codeRegistry.map(({ code, from, exit, summary }) => [
    `[${code}](${code}.md)`,
    from,
    exit === null ? "–" : String(exit),
    summary,
  ]);
  return `${indexHead}\n${renderTable([["code", "from", "exit status", "meaning"], ...rows])}`;
}

const indexHead = `# Errors and issues

Every code that comfyc shows. It stands in brackets behind an error, behind the word error or warning of an issue, and
as \`code\` in JSON. Codes are stable. \`comfyui\` are ComfyUI's own error types: comfyc reports them before a server
does, and passes them on where a server does. \`python\` are those of the Python client.

The exit status is that of a command that ends with it: 0 for what is only ever a warning, – where there is no command.
`;

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |\n`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |\n`;
  return line(rows[0]!) + rule + rows.slice(1).map(line).join("");
}

export interface RunPage {
  /** The page with what its commands print now. */
  readonly text: string;
  readonly statuses: readonly number[];
}

/** Runs the `console` blocks of a page in a project of its own, made of the page's files. */
export async function runPage(text: string): Promise<RunPage> {
  const root = makeProject(pageFiles(text));
  const other = /\b8000\b/.test(text) ? await startOtherServer() : undefined;
  const statuses: number[] = [];
  let result = "";
  let at = 0;
  for (const block of text.matchAll(/(?<=```console\n)[^]*?(?=```)/g)) {
    result += text.slice(at, block.index);
    for (const line of block[0].match(/^\$ .*$/gm) ?? []) {
      const words = splitWords(line.replace("$ comfyc ", ""), other);
      const { status, out, err } = await command(root, words, { env: {} });
      statuses.push(status);
      result += `${line}\n${asShown(out + err, root, other)}`;
    }
    at = block.index + block[0].length;
  }
  other?.close();
  return { text: result + text.slice(at), statuses };
}

/** `path`: and then a block. */
function pageFiles(text: string): Record<string, string> {
  const files = [...text.matchAll(/^`([^`\n]+)`:\n\n```\w*\n([^]*?)```/gm)];
  return Object.fromEntries(files.map((match) => [match[1]!, match[2]!]));
}

/** On the port 8000 of the pages stands something that is no ComfyUI. */
async function startOtherServer(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end("<title>Jenkins</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function splitWords(line: string, other: Server | undefined): string[] {
  const words = [...line.matchAll(/'([^']*)'|\S+/g)].map((match) => match[1] ?? match[0]);
  if (other === undefined) return words;
  return words.map((word) => word.replace(/\b8000\b/, String((other.address() as AddressInfo).port)));
}

function asShown(text: string, root: string, other: Server | undefined): string {
  let shown = text.replaceAll(root, "/home/ada/film");
  if (other !== undefined) shown = shown.replaceAll(String((other.address() as AddressInfo).port), "8000");
  // The simulator listens where there is room.
  shown = shown.replace(/127\.0\.0\.1:\d{5}/g, "127.0.0.1:8188");
  const trimmed = shown
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{2,}/g, "\n\n")
    .trim();
  return trimmed === "" ? "" : `${trimmed}\n`;
}
