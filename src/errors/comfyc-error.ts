import { codes, type Code } from "./codes.ts";
import type { Issue } from "./issue.ts";

const marker = Symbol.for("comfyc.error");

export interface ComfycErrorOptions {
  readonly hint?: string;
  readonly issues?: readonly Issue[];
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * Every error that comfyc throws on purpose. `code` is stable and listed in `codes`; `message` says what and where,
 * `hint` says what to do. Anything else that is thrown is a fault of comfyc itself.
 */
export class ComfycError extends Error {
  readonly code: Code;
  readonly hint: string | undefined;
  readonly issues: readonly Issue[];
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, message: string, options: ComfycErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ComfycError";
    this.code = code;
    this.hint = options.hint;
    this.issues = options.issues ?? [];
    this.details = options.details ?? {};
    Object.defineProperty(this, marker, { value: true });
  }

  /** Exit status of a command that ends with this error. */
  get exitCode(): number {
    return codes[this.code].exit;
  }

  /** True for an error of any installed copy of comfyc, which `instanceof` would miss. */
  static isInstance(value: unknown): value is ComfycError {
    return typeof value === "object" && value !== null && marker in value;
  }
}
