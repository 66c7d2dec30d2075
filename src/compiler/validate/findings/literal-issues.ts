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
import type { Ground } from "./ground.ts";

/** Values that pass the server's rules and are still wrong, or will not be what was written. */
export function findLiteralIssues(ground: Ground): void {
  const produced = producedTypes(ground.server.schema);
  for (const id of ground.reached) {
    const inputs = ground.inputs(id);
    for (const expanded of ground.declared(id)) {
      const value = Object.hasOwn(inputs, expanded.name) ? inputs[expanded.name]! : undefined;
      if (value === undefined || Array.isArray(value)) continue;
      socketLiteral(ground, id, expanded, value, produced);
      fileName(ground, id, expanded, value);
      unlistedValue(ground, id, expanded, value);
      if (isJsonNumber(value)) number(ground, id, expanded, value);
    }
  }
}

const widgetTypes = new Set(["INT", "FLOAT", "STRING", "BOOLEAN", "COMBO", "*"]);

function socketLiteral(
  ground: Ground,
  id: string,
  { name, required, input }: ExpandedInput,
  value: JsonValue,
  produced: ReadonlySet<string>,
): void {
  const types = socketTypes(input);
  if (types.length === 0 || types.some((type) => widgetTypes.has(type)) || !types.some((type) => produced.has(type)))
    return;
  // Python nodes take None for an input that is not there.
  if (value === null && !required) return;
  ground.report({
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
function fileName(ground: Ground, id: string, { name }: ExpandedInput, value: JsonValue): void {
  const { files, validators } = ground.server;
  const isFile = validators.get(ground.nodeType(id).name)?.readsFile === name;
  if (!isFile || typeof value !== "string") return;
  if (value !== "" && (files === undefined || findServerFile(value, files) !== "folder")) return;
  const message = `Input ${name} is ${JSON.stringify(value)}, which names a folder and no file: the run fails.`;
  ground.report({ code: "file_is_folder", severity: "error", message, node: id, input: name });
}

/** Where the lists are not those of the server that will run the prompt, a file that they lack may still be there. */
function unlistedValue(ground: Ground, id: string, { name, input }: ExpandedInput, value: JsonValue): void {
  const { open, values = [] } = input.options;
  if (!open || ground.server.schema.listsAreAuthoritative || values.length === 0 || isInList(value, values)) return;
  const message = `Input ${name} is ${stringifyJson(value)}, which the server had not when its node types were read.`;
  ground.report({ code: "unlisted_value", severity: "warning", message, node: id, input: name });
}

function number(ground: Ground, id: string, { name, input }: ExpandedInput, value: JsonNumber): void {
  const { step, min, default: standard } = input.options;
  const at = { node: id, input: name };
  if (Number.isNaN(numericValue(value))) {
    const message = `Input ${name} is not a number (NaN), which passes every range.`;
    ground.report({ code: "not_a_number", severity: "warning", message, ...at });
  } else if (step !== undefined && !(standard !== undefined && isSameValue(standard, value))) {
    if (isOnStep(value, step, min ?? 0) || isOnStep(value, step, 0)) return;
    const message = `Input ${name} is ${stringifyJson(value)}, off its step of ${stringifyJson(step)}; the editor would round it.`;
    ground.report({ code: "off_step", severity: "warning", message, ...at });
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
