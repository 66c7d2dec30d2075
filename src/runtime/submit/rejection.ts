import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { findModelFolder } from "../../schema/open-combo.ts";
import type { ComfyServer } from "../comfy-server.ts";
import { type NodeSources, placeOf } from "../node-sources.ts";
import { comboNames, renderNearestName } from "./model-names.ts";

/** The error of a refused prompt, one issue for each thing that the server named, at its source position. */
export async function rejectionError(
  reply: JsonValue,
  sources: NodeSources,
  server: ComfyServer,
): Promise<ComfycError> {
  const json = isJsonObject(reply) ? reply : {};
  const issues = await issuesOf(json, sources, server);
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const said =
    first === undefined ? "it gave no reason" : `${nodeName(first)}${first.message.replace(/\.$/, "")}${more}`;
  return new ComfycError("prompt_rejected", `${server.url} refused the prompt: ${said}.`, {
    issues,
    hint: first?.hint ?? "Compare the workflow with what the server has: `comfyc check --server URL`.",
    details: { url: server.url },
  });
}

/** `node_errors` as issues; an object, or an empty list in old servers. */
export function hasNodeErrors(reply: JsonObject): boolean {
  const errors = reply["node_errors"];
  return isJsonObject(errors) && Object.keys(errors).length > 0;
}

async function issuesOf(reply: JsonObject, sources: NodeSources, server: ComfyServer): Promise<Issue[]> {
  const issues: Issue[] = [];
  const nodes = isJsonObject(reply["node_errors"]) ? reply["node_errors"] : {};
  for (const [node, entry] of Object.entries(nodes)) {
    const errors = isJsonObject(entry) && Array.isArray(entry["errors"]) ? entry["errors"] : [];
    const classType = isJsonObject(entry) && typeof entry["class_type"] === "string" ? entry["class_type"] : null;
    for (const error of errors.filter(isJsonObject))
      issues.push(await nodeIssue(node, classType, error, sources, server));
  }
  // The server walks its nodes as a Python set, in another order in each process.
  issues.sort((a, b) => `${a.node}\0${a.input}`.localeCompare(`${b.node}\0${b.input}`));
  if (issues.length === 0 && isJsonObject(reply["error"])) issues.push(promptIssue(reply["error"], sources));
  // Some refusals are `{"error": "text"}`.
  else if (issues.length === 0 && typeof reply["error"] === "string") {
    issues.push({ ...plainIssue, message: printable(reply["error"]) });
  }
  return issues;
}

const plainIssue = { code: "invalid_prompt", origin: "server", severity: "error", node: null, input: null } as const;

async function nodeIssue(
  node: string,
  classType: string | null,
  error: JsonObject,
  sources: NodeSources,
  server: ComfyServer,
): Promise<Issue> {
  const extra = isJsonObject(error["extra_info"]) ? error["extra_info"] : {};
  const input = typeof extra["input_name"] === "string" ? extra["input_name"] : null;
  const code = text(error["type"]) || "invalid_prompt";
  const hint = code === "value_not_in_list" ? await nearestHint(classType, input, extra, server) : "";
  return {
    code,
    origin: "server",
    severity: "error",
    message: sentence(error, input),
    node,
    input,
    ...(classType !== null && { classType }),
    ...(hint !== "" && { hint }),
    ...placeOf(sources, node),
  };
}

/** An issue of the whole prompt; the id of the node is told only in its text. */
function promptIssue(error: JsonObject, sources: NodeSources): Issue {
  const id = /Node ID '#(.*)'/.exec(text(error["details"]))?.[1] ?? null;
  const code = text(error["type"]) || "invalid_prompt";
  const missing = /does not exist/.test(text(error["message"])) || code === "missing_node_type";
  return {
    ...plainIssue,
    code,
    message: sentence(error, null),
    node: id,
    ...(missing && { hint: "Install the node pack on that server, or run where it is installed." }),
    ...placeOf(sources, id),
  };
}

async function nearestHint(
  classType: string | null,
  input: string | null,
  extra: JsonObject,
  server: ComfyServer,
): Promise<string> {
  const received = extra["received_value"];
  if (typeof received !== "string" || classType === null || input === null) return "";
  const info = await server.fetchNodeInfo(classType).catch(() => null);
  return renderNearestName(received, comboNames(info, input), findModelFolder(classType, input));
}

/** `Value not in list: ckpt_name: 'x' not in [...]`, as the server says it, of bounded length. */
function sentence(error: JsonObject, input: string | null): string {
  const message = printable(text(error["message"])).trim().replace(/\.$/, "");
  const details = printable(text(error["details"])).trim();
  const more =
    details !== "" && details !== message ? `: ${details.length > 300 ? `${details.slice(0, 300)}…` : details}` : "";
  const place = input !== null && !details.includes(input) ? ` (input ${input})` : "";
  return `${message || "Refused"}${more}${place}.`;
}

function nodeName(issue: Issue): string {
  if (issue.node === null) return "";
  return issue.classType === undefined ? `node ${issue.node}, ` : `node ${issue.node} (${issue.classType}), `;
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
