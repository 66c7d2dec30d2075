import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Issue } from "../../errors/issue.ts";
import type { SourcePosition } from "../../errors/source-position.ts";
import { findInputPath } from "./find-input-path.ts";

/** What the compiler and tsc both find, each in its own words. */
const sharedCodes = new Set([
  "bad_linked_input",
  "dynamic_combo_key",
  "invalid_input_type",
  "literal_on_socket",
  "required_input_missing",
  "return_type_mismatch",
  "slot_type_mismatch",
  "unknown_input",
  "unknown_node_type",
  "value_not_in_list",
]);

/**
 * `issues` with one fault told once: where tsc and the compiler speak of the same input of the same call, the issue of
 * tsc stays, which has the exact column, and takes node, input and hint from the other. Places are from `root`.
 */
export function joinTypeErrors(issues: readonly Issue[], root: string): Issue[] {
  const sources = new Map<string, string>();
  const joined = new Map<Issue, Issue>();
  const dropped = new Set<Issue>();
  const typeErrors = Map.groupBy(
    issues.filter(({ code, position }) => code === "type_error" && position !== undefined),
    ({ position }) => position!.file,
  );
  for (const issue of issues) {
    if (!sharedCodes.has(issue.code) || issue.position === undefined) continue;
    const { file } = issue.position;
    const same = typeErrors.get(file)?.find((error) => isSameFault(error, issue, readSource(file, root, sources)));
    if (same === undefined) continue;
    dropped.add(issue);
    if (!joined.has(same)) joined.set(same, joinIssues(same, issue));
  }
  return issues.filter((issue) => !dropped.has(issue)).map((issue) => joined.get(issue) ?? issue);
}

function isSameFault({ position, message }: Issue, { code, input, position: call }: Issue, source: string): boolean {
  const [from, to] = [offsetOf(call!, source), offsetOf(position!, source)];
  if (from === undefined || to === undefined) return false;
  if (code === "unknown_node_type") return from === to && message.includes("does not exist on type 'Nodes'");
  if (input === null) return false;
  const path = findInputPath(source, from, to);
  // tsc tells of a missing key at the whole argument; others have it at the key, or at the key that selects.
  if (code === "required_input_missing") return path === "" && namesMissing(message, input);
  return path === input || path === `${input}.key`;
}

/** `Property 'a' is missing in …`, `… is missing the following properties from type 'B': a, c` */
function namesMissing(message: string, input: string): boolean {
  const names = [...message.matchAll(/Property '([^']+)' is missing|missing the following properties from .*?: (.*)/g)];
  return names.some(([, one, several]) => one === input || several?.split(/, (?:and )?/).includes(input) === true);
}

function joinIssues(error: Issue, { node, input, classType, hint }: Issue): Issue {
  const isSaid = error.message.includes("Did you mean") && hint?.startsWith("Did you mean") === true;
  const said = hint?.includes("comfyc sync") ? hint : isSaid ? error.hint : (hint ?? error.hint);
  return {
    ...error,
    node,
    input,
    ...(classType !== undefined && { classType }),
    ...(said !== undefined && { hint: said }),
  };
}

function offsetOf({ line, column }: SourcePosition, source: string): number | undefined {
  let start = 0;
  for (let row = 1; row < line; row++) {
    const end = source.indexOf("\n", start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  return start + column - 1;
}

function readSource(file: string, root: string, sources: Map<string, string>): string {
  let source = sources.get(file);
  if (source === undefined) {
    try {
      source = readFileSync(resolve(root, file), "utf8");
    } catch {
      source = "";
    }
    sources.set(file, source);
  }
  return source;
}
