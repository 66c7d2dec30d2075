import { inputKey, newIssue, type Issue } from "../errors/issue.ts";
import type { NodeSource } from "../errors/source-position.ts";
import type { IssueCode } from "../errors/issue-codes.ts";

/** What an issue is about. */
export interface IssuePlace {
  readonly node: string | null;
  readonly input?: string | null;
  readonly classType?: string;
  readonly source: NodeSource;
}

export interface IssueText {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly severity?: "error" | "warning";
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The issues of one compilation, in the order in which they were found, each once. */
export class IssueList {
  private readonly found = new Map<string, Issue>();
  private readonly codes = new Set<string>();
  private readonly reportedInputs = new Set<string>();
  private errors = 0;

  get issues(): Issue[] {
    return [...this.found.values()];
  }

  /** Adds a finding of the compiler. A later check of the same input is then silent: see `hasReported`. */
  add(code: IssueCode, place: IssuePlace, text: IssueText): void {
    if (place.node !== null) this.reportedInputs.add(inputKey(place.node, place.input ?? null));
    const { position, calledFrom } = place.source;
    this.addIssue(
      newIssue({
        code,
        severity: text.severity,
        message: text.message,
        node: place.node,
        input: place.input,
        classType: place.classType,
        hint: text.hint,
        position: position ?? undefined,
        calledFrom: calledFrom.length > 0 ? calledFrom : undefined,
        details: text.details,
      }),
    );
  }

  /** Adds a ready issue, unless the same is there. */
  addIssue(issue: Issue): void {
    const key = [issue.code, issue.node, issue.input, issue.message].join("\0");
    if (this.found.has(key)) return;
    this.found.set(key, issue);
    this.codes.add(issue.code);
    if (issue.severity === "error") this.errors += 1;
  }

  get hasErrors(): boolean {
    return this.errors > 0;
  }

  hasCode(code: IssueCode): boolean {
    return this.codes.has(code);
  }

  /** Makes later checks of an input silent, whose fault an issue elsewhere tells. */
  markReported(node: string, input: string): void {
    this.reportedInputs.add(inputKey(node, input));
  }

  /** True where the compiler has said something of this input (null: of the node as a whole). */
  hasReported(node: string, input: string | null): boolean {
    return this.reportedInputs.has(inputKey(node, input));
  }
}
