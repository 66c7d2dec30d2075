import { hash } from "node:crypto";

/*
 * The one way from server text into generated TypeScript. Names, options and tooltips are whatever a custom pack put
 * there, so nothing below trusts them.
 */

const unsafeInString = /[\u007f-\u009f\u2028\u2029\ufeff\p{Bidi_Control}]|<(?=\/)/gu;
const unsafeInComment = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]+/gu;
const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Most text needs none of the care below: words of ASCII without a quote, a backslash or `<`. */
const plainString = /^[ !#-;=-[\]-~]*$/;
/** The same inside a comment: ASCII with single spaces, no `@` in front, no `*` that could end it. */
const plainComment = /^[!-)+-?A-~][!-)+-~]*(?: [!-)+-~]+)*$/;

/** Words that no interface may bear, and a few that one had better not. */
const keywords = new Set(
  (
    "abstract accessor any as asserts assert async await bigint boolean break case catch class const constructor continue " +
    "debugger declare default defer delete do else enum export extends false finally for from function get global if " +
    "implements import in infer instanceof interface intrinsic is keyof let module namespace never new null number " +
    "object of out override package private protected public readonly require return satisfies set static string " +
    "super switch symbol this throw true try type typeof undefined unique unknown using var void while with yield"
  ).split(" "),
);

/** Words that change what a member of an interface is: `new()` is no method, `readonly x` no property of that name. */
const memberWords = new Set(
  "abstract accessor async constructor declare get new override private protected public readonly set static".split(
    " ",
  ),
);

export function isKeyword(name: string): boolean {
  return keywords.has(name);
}

/** `text` as a string literal in double quotes. */
export function quote(text: string): string {
  if (plainString.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    unsafeInString,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** `name` as the name of a property or method: bare where that is surely one, else in quotes. */
export function propertyName(name: string): string {
  return plainName.test(name) && !memberWords.has(name) && name !== "__proto__" ? name : quote(name);
}

/** `text` as one line inside a block comment: cannot end the comment, start a tag or a directive, or break the line. */
export function commentLine(text: string, longest = 500): string {
  if (text.length <= longest && plainComment.test(text)) return text;
  const folded = text.toWellFormed().replace(unsafeInComment, " ").replace(/\s+/g, " ").trim();
  const short = folded.length > longest ? `${folded.slice(0, longest).toWellFormed()}…` : folded;
  return short.replaceAll("*/", "*\\/").replace(/^@/, "\\@");
}

/** A block comment of lines that are safe already, each after `indent`; nothing for no lines. */
export function docComment(lines: readonly string[], indent: string): string[] {
  if (lines.length === 0) return [];
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

/** `text` with every run of characters that no identifier holds made `_`; never empty, never a digit first. */
export function identifier(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_]+/g, "_").slice(0, 100);
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

/** `sampler_name` → `SamplerName`. */
export function pascalCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return identifier(words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("")).slice(0, 60);
}

/** The first `digits` hexadecimal digits of the SHA-256 of `text`. */
export function shortHash(text: string, digits: number): string {
  return hash("sha256", text).slice(0, digits);
}
