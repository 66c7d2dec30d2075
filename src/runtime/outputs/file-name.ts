import { ComfycError } from "../../errors/comfyc-error.ts";
import { findNearest, renderOptions } from "../../errors/suggestion.ts";

export const defaultNameTemplate = "{workflow}/{run}/{output}_{index:05}.{ext}";

export type NameValues = Readonly<Record<string, string | number | bigint | boolean>>;

/** Longest part of a path in bytes of UTF-8: most file systems take 255, a `_2` and a temporary name need room. */
const longestPart = 200;
/** Longest text that one placeholder puts in, in characters: prompt texts run to pages. */
const longestValue = 80;
const placeholder = /\{([^{}]*)\}/g;
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=$|[. ])/i;

/**
 * A relative path, `/` between its parts, from a template such as `{workflow}/{output}_{index:05}.{ext}`. Whatever the
 * values are, the path stays below its folder and every file system of Linux, macOS and Windows takes it.
 * @throws invalid_config for a placeholder that has no value, and for a template that leaves the output folder.
 */
export function renderFileName(template: string, values: NameValues): string {
  checkTemplate(template, values);
  const filled = template.replace(placeholder, (_, text: string) => {
    const [name, width] = splitPlaceholder(text);
    return fill(values[name]!, width);
  });
  return filled
    .split(/[\\/]+/)
    .filter((part) => part !== "" && part !== ".")
    .map(cleanPart)
    .join("/");
}

/** @throws invalid_config */
export function checkTemplate(template: string, values: NameValues): void {
  if (template.trim() === "") throw bad(template, "it is empty", "Leave it out for the default.");
  if (/^([\\/]|[a-z]:)/i.test(template) || template.split(/[\\/]/).includes("..")) {
    throw bad(template, "it leaves the output folder", "Write it relative to the output folder, without `..`.");
  }
  if (/(^|[\\/])[. ]*$/.test(template))
    throw bad(template, "it ends in a folder", "End it with a file name, such as {index}.{ext}.");
  for (const match of template.matchAll(placeholder)) {
    const [name, width] = splitPlaceholder(match[1]!);
    if (!/^(0?\d{1,2})?$/.test(width))
      throw bad(template, `":${width}" is no width`, "Write {index:05} for five digits.");
    if (Object.hasOwn(values, name)) continue;
    const nearest = findNearest(name, Object.keys(values));
    const list = `Placeholders: ${renderOptions(Object.keys(values))}.`;
    throw bad(template, `{${name}} has no value`, nearest === undefined ? list : `Did you mean {${nearest}}? ${list}`);
  }
}

/** One part of a path that every file system takes, made of `text`. */
export function cleanPart(text: string): string {
  const plain = text
    .normalize("NFC")
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029<>:"|?*\\/]/gu, "_")
    .trim()
    .replace(/[. ]+$/, "");
  const named = plain === "" || /^\.+$/.test(plain) ? "_" : plain.replace(reserved, "$1_");
  return shorten(named);
}

/** The extension of a name that a server gave, lower case: the only part of it that reaches the disk. `bin` where it is none. */
export function safeExtension(filename: string): string {
  const match = /\.([A-Za-z0-9]{1,12})$/.exec(filename);
  return match === null ? "bin" : match[1]!.toLowerCase();
}

function fill(value: string | number | bigint | boolean, width: string): string {
  if (typeof value === "string") return [...value.replace(/[\\/]/g, "_")].slice(0, longestValue).join("").trim();
  const text = String(value);
  return width === "" ? text : text.padStart(Number(width), width.startsWith("0") ? "0" : " ");
}

function splitPlaceholder(text: string): [name: string, width: string] {
  const [name = "", width = ""] = text.split(":", 2);
  return [name.trim(), width.trim()];
}

/** Cuts the stem, never the extension. */
function shorten(part: string): string {
  if (Buffer.byteLength(part) <= longestPart) return part;
  const extension = /\.[A-Za-z0-9]{1,12}$/.exec(part)?.[0] ?? "";
  const room = longestPart - extension.length;
  let stem = "";
  for (const character of part.slice(0, part.length - extension.length)) {
    if (Buffer.byteLength(stem) + Buffer.byteLength(character) > room) break;
    stem += character;
  }
  return stem.replace(/[. ]+$/, "") + extension;
}

function bad(template: string, problem: string, hint: string): ComfycError {
  return new ComfycError(
    "invalid_config",
    `The name template ${JSON.stringify(template)} cannot be used: ${problem}.`,
    { hint },
  );
}
