import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { InputType, NodeType, Schema } from "../schema/node-type.ts";
import { trimNodeType } from "../schema/trim-node-type.ts";

/** An object_info of a schema, with every key that ComfyUI 0.8.0 writes. What the schema does not keep is empty. */
export function objectInfoOf(schema: Schema): JsonObject {
  const entries = Object.create(null) as JsonObject;
  for (const [name, nodeType] of schema.nodeTypes) entries[name] = entryOf(nodeType);
  return entries;
}

function entryOf(nodeType: NodeType): JsonObject {
  const trimmed = trimNodeType(nodeType);
  const input = { required: {}, ...(trimmed["input"] as JsonObject) };
  const v3Keys: JsonObject = nodeType.isV3
    ? {
        output_tooltips: nodeType.outputs.map(() => null),
        output_matchtypes: null,
        deprecated: false,
        experimental: false,
        api_node: false,
      }
    : {};
  return {
    output: [],
    output_is_list: nodeType.outputs.map((output) => output.isList),
    output_name: nodeType.outputs.map((output) => output.name),
    ...v3Keys,
    display_name: null,
    description: "",
    output_node: false,
    ...trimmed,
    input,
    input_order: Object.fromEntries(
      Object.entries(input).map(([section, names]) => [section, orderOf(section, names, nodeType)]),
    ),
  };
}

function orderOf(section: string, names: JsonValue, nodeType: NodeType): JsonValue {
  if (section === "hidden") return [...nodeType.hidden];
  if (section === "required" || section === "optional") {
    return nodeType.inputs.filter((input) => input.required === (section === "required")).map((input) => input.name);
  }
  return isJsonObject(names) ? Object.keys(names) : [];
}

export interface FileLists {
  /** Names in the input folder. */
  readonly inputs: readonly string[];
  /** Model file names by folder. */
  readonly models: Readonly<Record<string, readonly string[]>>;
}

/** A copy of an entry in which the combos that list files list what the server has now. */
export function withFileLists(entry: JsonObject, nodeType: NodeType, files: FileLists): JsonObject {
  const open = nodeType.inputs.filter((input) => listFor(input, files) !== null);
  const sections = entry["input"];
  if (open.length === 0 || !isJsonObject(sections)) return entry;
  const filled = { ...sections };
  for (const input of open) {
    const section = input.required ? "required" : "optional";
    const specs = filled[section];
    if (!isJsonObject(specs)) continue;
    filled[section] = { ...specs, [input.name]: withList(specs[input.name]!, listFor(input, files)!) };
  }
  return { ...entry, input: filled };
}

function listFor(input: InputType, files: FileLists): readonly string[] | null {
  const { options } = input;
  if (options.upload !== undefined && options.imageFolder === undefined) return files.inputs;
  if (options.modelFolder === undefined) return null;
  const listed = (options.values ?? []).filter((value) => typeof value === "string");
  return [...new Set([...listed, ...(files.models[options.modelFolder] ?? [])])];
}

/** V1 combos hold their list as the type, V3 ones under `options`. */
function withList(spec: JsonValue, names: readonly string[]): JsonValue {
  if (!Array.isArray(spec)) return spec;
  const [type, options] = spec;
  if (Array.isArray(type)) return [[...names], ...spec.slice(1)];
  return [type ?? "COMBO", { ...(isJsonObject(options) ? options : {}), options: [...names] }];
}

/** Model file names by folder: those of the open combos of a schema, and more. */
export function modelNames(
  schema: Schema,
  more: Readonly<Record<string, readonly string[]>>,
): Record<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (folder: string, names: readonly JsonValue[]) => {
    const known = found.get(folder) ?? new Set();
    for (const name of names) if (typeof name === "string" && /\.\w+$/.test(name)) known.add(name);
    found.set(folder, known);
  };
  for (const { inputs } of schema.nodeTypes.values()) {
    for (const { options } of inputs)
      if (options.modelFolder !== undefined) add(options.modelFolder, options.values ?? []);
  }
  for (const [folder, names] of Object.entries(more)) add(folder, names);
  return Object.fromEntries([...found].map(([folder, names]) => [folder, [...names].sort()]));
}
