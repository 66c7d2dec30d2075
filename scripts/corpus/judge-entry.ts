import { convertWorkflow } from "../../src/editor/convert-workflow.ts";
import { ComfycError } from "../../src/errors/comfyc-error.ts";
import type { JsonValue } from "../../src/json/json-value.ts";
import type { CorpusEntry } from "./corpus-entry.ts";

/** `equal`: the editor's bytes, or the editor's failure · `aside`: not comparable, see `serverDependent`. */
export interface EntryVerdict {
  readonly entry: CorpusEntry;
  readonly result: "equal" | "different" | "aside";
  /** Of the conversion alone, without reading. */
  readonly milliseconds: number;
  /** The first line that differs, or the errors. */
  readonly difference: string | null;
}

/** What each failure of the editor is called here. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^JSON\.parse/, "invalid_json"],
  [/^RecursionError: Circular reference/, "circular_link"],
  [/^InvalidLinkError/, "broken_link"],
  [/^SlotIndexError/, "broken_link"],
  [/^Error: No (output|inner) node found/, "broken_link"],
  [/^RangeError/, "recursive_definition"],
  [/reading 'replace'/, "node_without_type"],
];

/** Converts one entry and compares it with what the editor did. */
export function judgeEntry(entry: CorpusEntry): EntryVerdict {
  const { text, error, milliseconds } = convertEntry(entry);
  const difference =
    entry.exported === null ? compareErrors(entry.error ?? "", error) : compareText(entry.exported, text, error);
  const isAside = difference !== null && entry.serverDependent.length > 0;
  return { entry, result: difference === null ? "equal" : isAside ? "aside" : "different", milliseconds, difference };
}

function convertEntry({ workflow, schema, now, timezone, random }: CorpusEntry) {
  let json: JsonValue;
  try {
    json = JSON.parse(workflow.replace(/^\uFEFF/, "")) as JsonValue;
  } catch (error) {
    return { text: null, error: `invalid_json: ${String(error)}`, milliseconds: 0 };
  }
  const start = performance.now();
  try {
    const { text } = convertWorkflow(json, schema, { now, timezone, random });
    return { text, error: null, milliseconds: performance.now() - start };
  } catch (error) {
    const words = ComfycError.isInstance(error) ? `${error.code}: ${error.message}` : `crash: ${String(error)}`;
    return { text: null, error: words, milliseconds: performance.now() - start };
  }
}

function compareErrors(expected: string, error: string | null): string | null {
  const code = reasons.find(([pattern]) => pattern.test(expected))?.[1] ?? "a known reason";
  return error?.startsWith(`${code}:`) ? null : `editor raised ${expected}, comfyc ${error ?? "converted"}`;
}

function compareText(exported: string, text: string | null, error: string | null): string | null {
  if (text === exported) return null;
  if (text === null) return `comfyc raised ${error}`;
  const [ours, theirs] = [text.split("\n"), exported.split("\n")];
  const line = theirs.findIndex((each, index) => each !== ours[index]);
  return `line ${line + 1}: editor ${theirs[line]?.trim() ?? "(end)"}, comfyc ${ours[line]?.trim() ?? "(end)"}`;
}
