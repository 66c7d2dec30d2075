import type { Code } from "../errors/codes.ts";
import type { IssueCode as RegisteredIssueCode } from "../errors/issue-codes.ts";

export { issueCodes } from "../errors/issue-codes.ts";

/** A code that an issue of the compiler may have: each is registered, so each has its page in docs/errors. */
export type IssueCode = RegisteredIssueCode | Code;
