import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { findNearest, renderOptions } from "../../errors/suggestion.ts";
import type { JsonValue } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { defaultOf, getSlot, isUsed } from "../../manifest/bind-slots.ts";
import type { Manifest, ManifestSlot } from "../../manifest/manifest.ts";
import { parseSlotText } from "../../manifest/parse-slot-text.ts";
import { renderValue, slotProblem } from "../../manifest/slot-problem.ts";
import { SlotProblems } from "../../manifest/slot-problems.ts";
import type { Prompt } from "../../prompt/prompt.ts";
import { fileError } from "../../runtime/files/read-text-file.ts";

/** `name=value` of a command line. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
}

/** The two halves of `name=value`. @throws bad_slot_value */
export function parseAssignment(text: string): Assignment {
  const equals = text.indexOf("=");
  if (equals > 0) return { name: text.slice(0, equals).trim(), text: text.slice(equals + 1) };
  const problem = equals < 0 ? "has no value" : "names no slot";
  throw new ComfycError("bad_slot_value", `--set ${JSON.stringify(text)} ${problem}.`, {
    hint: "Write --set name=value, as in --set steps=20.",
  });
}

/**
 * Slot → typed value. A text that begins with `@` is read from that file (`@@` is a plain `@`); paths are from `cwd`.
 * @throws unknown_slot, bad_slot_value, missing_slot_value, file_not_found, file_unreadable; of several problems the
 * first, with all of them as its issues
 */
export function parseSlotTexts(
  manifest: Manifest,
  assignments: readonly Assignment[],
  cwd: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const problems = new SlotProblems();
  const given = new Map<string, string>();
  const resolvePath = (path: string) => resolve(cwd, path);
  for (const { name, text } of assignments) {
    problems.collect(() => {
      const slot = getSlot(manifest, name);
      noteGiven(slot.name, text, given);
      values[slot.name] = parseSlotText(slot, expand(slot, text, cwd), { resolvePath });
    });
  }
  for (const slot of manifest.slots) {
    // A seed without a default is drawn.
    if (!given.has(slot.name) && slot.kind !== "seed" && isUsed(manifest, slot)) {
      problems.collect(() => defaultOf(manifest, slot));
    }
  }
  problems.throwAny();
  return values;
}

/** Of two values one would be dropped in silence. */
function noteGiven(name: string, text: string, given: Map<string, string>): void {
  const before = given.get(name);
  given.set(name, text);
  if (before === undefined) return;
  throw slotProblem(name, `given twice, as ${renderValue(before)} and as ${renderValue(text)}.`, "Give it once.");
}

function expand(slot: ManifestSlot, text: string, cwd: string): string {
  if (slot.kind !== "text" || !text.startsWith("@")) return text;
  return text.startsWith("@@") ? text.slice(1) : readText(resolve(cwd, text.slice(1)));
}

/** One line feed at the end belongs to the file, not to the text; so does a mark of the encoding at the start. */
function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError(path, error);
  }
  const text = decodeText(bytes);
  if (text !== null) return text.replace(/\r?\n$/, "");
  throw new ComfycError("file_unreadable", `${path} is not UTF-8 text.`, { hint: "Save it as UTF-8." });
}

/** UTF-16 with its mark as well: what `>` writes in the PowerShell of Windows. Null for other encodings. */
function decodeText(bytes: Buffer): string | null {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * A copy of a bare prompt with inputs set by `node.input`; a value that is JSON is taken as JSON, another as text.
 * @throws unknown_slot, bad_slot_value
 */
export function setPromptInputs(prompt: Prompt, assignments: readonly Assignment[]): Prompt {
  let changed = prompt;
  const given = new Map<string, string>();
  for (const { name, text } of assignments) {
    noteGiven(name, text, given);
    const { node, input } = findInput(changed, name);
    const before = changed[node]!;
    changed = { ...changed, [node]: { ...before, inputs: { ...before.inputs, [input]: parseInputText(text) } } };
  }
  return changed;
}

function findInput(prompt: Prompt, name: string): { node: string; input: string } {
  // Ids and input names may both hold dots.
  for (const [id, node] of Object.entries(prompt)) {
    const input = name.startsWith(`${id}.`) ? name.slice(id.length + 1) : undefined;
    if (input !== undefined && Object.hasOwn(node.inputs, input)) return { node: id, input };
  }
  const known = Object.entries(prompt).flatMap(([id, node]) =>
    Object.keys(node.inputs).map((input) => `${id}.${input}`),
  );
  const nearest = findNearest(name, known);
  throw new ComfycError("unknown_slot", `The prompt has no input ${JSON.stringify(name)}.`, {
    hint:
      nearest === undefined ? `A bare prompt takes node.input: ${renderOptions(known)}.` : `Did you mean "${nearest}"?`,
  });
}

function parseInputText(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
