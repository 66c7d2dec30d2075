import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";

/** The issues in what `tsc --pretty false` prints; files are as tsc names them, from its working folder. */
export function parseTscOutput(output: string): Issue[] {
  const issues: Issue[] = [];
  for (const line of output.split(/\r?\n/)) {
    const first = parseFirstLine(line);
    if (first !== undefined) issues.push(first);
    else if (/^\s+\S/.test(line) && issues.length > 0) issues.push(withDetail(issues.pop()!, line));
  }
  return issues.map(adviseMissingNodeType);
}

function parseFirstLine(line: string): Issue | undefined {
  const match = /^(?:(.+?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/.exec(line);
  if (match === null) return undefined;
  const [, file, row, column, code, message] = match;
  return {
    code: "type_error",
    origin: "comfyc",
    severity: "error",
    message: printable(message!),
    node: null,
    input: null,
    details: { tsCode: code! },
    ...(file === undefined
      ? {}
      : { position: { file: file.replaceAll("\\", "/"), line: Number(row), column: Number(column) } }),
  };
}

/** tsc explains an error in indented lines below it. */
function withDetail(issue: Issue, line: string): Issue {
  return { ...issue, message: `${issue.message}\n${printable(line)}` };
}

/** A node type that the generated types do not hold is, most of all, one that was not synced. */
function adviseMissingNodeType(issue: Issue): Issue {
  const match = /Property '(.+?)' does not exist on type 'Nodes'/.exec(issue.message);
  if (match === null || issue.message.includes("Did you mean")) return issue;
  return { ...issue, hint: `Where a server has the node type "${match[1]}", run \`comfyc sync\` to learn it.` };
}
