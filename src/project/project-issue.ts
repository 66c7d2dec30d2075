import { isAbsolute } from "node:path";
import type { Issue } from "../errors/issue.ts";
import type { SourcePosition } from "../errors/source-position.ts";
import { toProjectPath } from "./settings/project-path.ts";

/** `issue` with its places from the project's folder. */
export function toProjectIssue(issue: Issue, root: string): Issue {
  const place = (position: SourcePosition): SourcePosition =>
    isAbsolute(position.file) ? { ...position, file: toProjectPath(root, position.file) } : position;
  return {
    ...issue,
    ...(issue.position === undefined ? {} : { position: place(issue.position) }),
    ...(issue.calledFrom === undefined ? {} : { calledFrom: issue.calledFrom.map(place) }),
  };
}

/** By file, line and column; issues without a place come last, in their own order. */
export function sortIssues(issues: readonly Issue[]): Issue[] {
  return issues.toSorted((one, other) => {
    if (one.position === undefined || other.position === undefined) {
      return Number(one.position === undefined) - Number(other.position === undefined);
    }
    return (
      compare(one.position.file, other.position.file) ||
      one.position.line - other.position.line ||
      one.position.column - other.position.column
    );
  });
}

export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.severity === "error");
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
