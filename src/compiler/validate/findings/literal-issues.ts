import {
  isIntegerToken,
  isJsonNumber,
  numericValue,
  type JsonNumber,
  type JsonValue,
} from "../../../json/json-value.ts";
import { stringifyJson } from "../../../json/stringify-json.ts";
import type { ExpandedInput } from "../../../schema/expand-inputs.ts";
import type { InputType, Schema } from "../../../schema/node-type.ts";
import { splitTypes } from "../../../schema/socket-types.ts";
import { isInList, isSameValue } from "../python/equality.ts";
import { findServerFile } from "../server-files.ts";
import { typeName } from "../server-issues.ts";
import type { RunnablePrompt } from "./runnable-prompt.ts";

/** Values that pass the server's rules and are still wrong, or will not be what was written. */
export function findLiteralIssues(runnable: RunnablePrompt): void {
  for (const id of runnable.reached) {
    const inputs = runnable.inputs(id);
    for (const expanded of runnable.declared(id)) {
      const value = Object.hasOwn(inputs, expanded.name) ? inputs[expanded.name]! : undefined;
      if (value === undefined || Array.isArray(value)) continue;
      socketLiteral(runnable, id, expanded, value);
      fileName(runnable, id, expanded, value);
      unlistedValue(runnable, id, expanded, value);
      if (isJsonNumber(value)) number(runnable, id, expanded, value);
    }
  }
}

const widgetTypes = new Set(["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "*"]);

function socketLiteral(
  runnable: RunnablePrompt,
  id: string,
  { name, required, input }: ExpandedInput,
  value: JsonValue,
): void {
  const produced = producedTypes(runnable.server.schema);
  const types = socketTypes(input);
  if (types.length === 0 || types.some((type) => widgetTypes.has(type)) || !types.some((type) => produced.has(type)))
    return;
  // Python nodes take None for an input that is not there.
  if (value === null && !required) return;
  runnable.report({
    code: "literal_on_socket",
    // A lazy input may never be asked for.
    severity: input.options.lazy ? "warning" : "error",
    node: id,
    input: name,
    message: `Input ${name} takes a link that brings ${typeName(types.join(","))}, not a value: the run fails.`,
  });
}

/** The types that an input takes from links alone; none for a widget. */
function socketTypes(input: InputType): readonly string[] {
  if (input.kind === "matchType") return input.match?.allowed ?? [];
  if (input.kind !== "socket" && input.kind !== "union") return [];
  return typeof input.type === "string" ? splitTypes(input.type) : [];
}

const producedBySchema = new WeakMap<Schema, ReadonlySet<string>>();

/** Types that some output brings. Others belong to widgets of the editor (WEBCAM, LOAD_3D): they hold values. */
function producedTypes(schema: Schema): ReadonlySet<string> {
  let produced = producedBySchema.get(schema);
  if (produced === undefined) {
    const outputs = [...schema.nodeTypes.values()].flatMap((nodeType) => nodeType.outputs);
    produced = new Set(outputs.flatMap(({ type }) => (typeof type === "string" ? splitTypes(type) : [])));
    producedBySchema.set(schema, produced);
  }
  return produced;
}

/** The check of the node type finds that the folder itself exists; opening it fails. */
function fileName(runnable: RunnablePrompt, id: string, { name }: ExpandedInput, value: JsonValue): void {
  const { files, validators } = runnable.server;
  const isFile = validators.get(runnable.nodeType(id).name)?.readsFile === name;
  if (!isFile || typeof value !== "string") return;
  if (value !== "" && (files === undefined || findServerFile(value, files) !== "folder")) return;
  const message = `Input ${name} is ${JSON.stringify(value)}, which names a folder and no file: the run fails.`;
  runnable.report({ code: "file_is_folder", severity: "error", message, node: id, input: name });
}

/** Where the lists are not those of the server that will run the prompt, a file that they lack may still be there. */
function unlistedValue(runnable: RunnablePrompt, id: string, { name, input }: ExpandedInput, value: JsonValue): void {
  const { open, values = [] } = input.options;
  if (!open || runnable.server.schema.listsAreAuthoritative || values.length === 0 || isInList(value, values)) return;
  const message = `Input ${name} is ${stringifyJson(value)}, which the server had not when its node types were read.`;
  runnable.report({ code: "unlisted_value", severity: "warning", message, node: id, input: name });
}

function number(runnable: RunnablePrompt, id: string, { name, input }: ExpandedInput, value: JsonNumber): void {
  const { step, min, default: standard } = input.options;
  const at = { node: id, input: name };
  if (Number.isNaN(numericValue(value))) {
    const message = `Input ${name} is not a number (NaN), which passes every range.`;
    runnable.report({ code: "not_a_number", severity: "warning", message, ...at });
  } else if (step !== undefined && !(standard !== undefined && isSameValue(standard, value))) {
    if (isOnStep(value, step, min ?? 0) || isOnStep(value, step, 0)) return;
    const message = `Input ${name} is ${stringifyJson(value)}, off its step of ${stringifyJson(step)}; the editor would round it.`;
    runnable.report({ code: "off_step", severity: "warning", message, ...at });
  }
}

function isOnStep(value: JsonNumber, step: JsonNumber, base: JsonNumber): boolean {
  if (isIntegerToken(value) && isIntegerToken(step) && isIntegerToken(base)) {
    return step === 0 || (BigInt(value) - BigInt(base)) % BigInt(step) === 0n;
  }
  const [number, size, start] = [value, step, base].map((each) => Number(numericValue(each))) as [
    number,
    number,
    number,
  ];
  if (size <= 0 || !Number.isFinite(number)) return true;
  const steps = (number - start) / size;
  return Math.abs(steps - Math.round(steps)) < 1e-6 * Math.max(1, Math.abs(steps));
}
