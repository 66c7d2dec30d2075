import { ComfycError } from "../../errors/comfyc-error.ts";
import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import type { JsonObject, JsonValue } from "../../json/json-value.ts";
import { type NodeSources, placeOf } from "../node-sources.ts";

/** The error of a node that raised, from the server's `execution_error`, with the author's line where it is known. */
export function executionError(error: JsonObject, sources: NodeSources, url: string): ComfycError {
  const node = text(error["node_id"]) || null;
  const classType = text(error["node_type"]);
  const exception = text(error["exception_type"]);
  const message = printable(text(error["exception_message"]).trim()) || "no reason was given";
  const place = placeOf(sources, node);
  const hint = hintOf(exception, message);
  const issue: Issue = {
    code: "execution_error",
    origin: "server",
    severity: "error",
    message: `${exception === "" ? "" : `${exception}: `}${message}`,
    node,
    input: null,
    ...(classType !== "" && { classType }),
    ...(hint !== undefined && { hint }),
    ...place,
  };
  const traceback = Array.isArray(error["traceback"])
    ? error["traceback"].slice(-5).map((line) => printable(text(line)))
    : [];
  return new ComfycError("execution_failed", sentence(issue, place.position), {
    issues: [issue],
    hint: hint ?? "See the server's log for the whole traceback.",
    details: { url, node, exceptionType: exception || null, traceback },
  });
}

/** True for an error that says that memory ran out. */
function isOutOfMemory(exception: string, message: string): boolean {
  return /OutOfMemory/i.test(exception) || /out of memory|allocation on device/i.test(message);
}

function sentence(issue: Issue, position: Issue["position"]): string {
  const what = issue.classType === undefined ? "" : ` (${issue.classType})`;
  const where = position === undefined ? "" : ` at ${position.file}:${position.line}:${position.column}`;
  const who = issue.node === null ? "The execution" : `Node ${printable(issue.node)}${what}${where}`;
  return `${who} failed: ${issue.message}`;
}

function hintOf(exception: string, message: string): string | undefined {
  if (isOutOfMemory(exception, message)) {
    return "The server ran out of memory: use a smaller size, batch or frame count, or a server with more memory.";
  }
  if (/errno 28|no space left/i.test(message)) return "The server's disk is full: make room there.";
  if (/errno 2\b|no such file/i.test(message)) return "A file that the node needs is not on the server.";
  return undefined;
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
