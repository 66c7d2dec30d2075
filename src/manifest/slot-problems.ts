import { ComfycError } from "../errors/comfyc-error.ts";
import { newIssue, type Issue } from "../errors/issue.ts";

/** What is wrong with slot values, gathered, so that a caller hears of all of it at once. */
export class SlotProblems {
  private readonly found: ComfycError[] = [];

  /** What `check` gives back, or undefined where it throws an error of comfyc, which is kept. */
  collect<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!ComfycError.isInstance(error)) throw error;
      this.found.push(error);
      return undefined;
    }
  }

  /** Throws what was kept: one error as it is, several as the first with all of them as its issues. */
  throwAny(): void {
    const [first] = this.found;
    if (first === undefined) return;
    if (this.found.length === 1) throw first;
    const { code, message, hint, details } = first;
    const more = `${message.replace(/\.$/, "")} (and ${this.found.length - 1} more).`;
    throw new ComfycError(code, more, {
      issues: this.found.map(toIssue),
      details,
      ...(hint !== undefined && { hint }),
      cause: first,
    });
  }
}

function toIssue({ code, message, hint, details }: ComfycError): Issue {
  return newIssue({ code, message, details, hint });
}
