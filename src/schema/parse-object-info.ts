import { ComfycError } from "../errors/comfyc-error.ts";
import { printable } from "../errors/printable.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { NodeType, Schema } from "./node-type.ts";
import type { Warn } from "./parse-input.ts";
import { parseNodeType } from "./parse-node-type.ts";

export interface ParseObjectInfoOptions {
  /** Named in errors: a path or an address. @default "object_info" */
  readonly source?: string;
  readonly serverVersion?: string | null;
  /** True where the lists are those of the server that the prompt is for. @default false */
  readonly listsAreAuthoritative?: boolean;
}

/** A part of an object_info that was not as expected: the node type was left out, or read as best it could be. */
export interface SchemaWarning {
  readonly nodeType: string;
  readonly input: string | null;
  readonly message: string;
}

/** The node types of an object_info, those left out that cannot be read. @throws invalid_schema */
export function parseObjectInfo(json: JsonValue, options: ParseObjectInfoOptions = {}): Schema {
  return parseObjectInfoWithWarnings(json, options).schema;
}

/**
 * As `parseObjectInfo`, and what was wrong with single entries. One malformed entry never takes the rest down.
 * @throws invalid_schema for a value that holds no readable node type at all.
 */
export function parseObjectInfoWithWarnings(
  json: JsonValue,
  options: ParseObjectInfoOptions = {},
): { readonly schema: Schema; readonly warnings: readonly SchemaWarning[] } {
  const source = options.source ?? "object_info";
  const entries = entriesOf(json, source);
  const warnings: SchemaWarning[] = [];
  const nodeTypes = new Map<string, NodeType>();
  for (const name of Object.keys(entries)) {
    const warn: Warn = (input, problem) => warnings.push(warningOf(name, input, problem));
    const nodeType = parseNodeType(name, entries[name]!, warn);
    if (nodeType !== undefined) nodeTypes.set(name, nodeType);
  }
  if (nodeTypes.size === 0) {
    throw notObjectInfo(source, findOtherFile(entries) ?? warnings[0]?.message ?? "It holds no node types.");
  }
  const { serverVersion = null, listsAreAuthoritative = false } = options;
  return { schema: { nodeTypes, serverVersion, listsAreAuthoritative }, warnings };
}

function entriesOf(json: JsonValue, source: string): JsonObject {
  if (!isJsonObject(json)) throw notObjectInfo(source, "It is not a JSON object.");
  return json;
}

/** What is easily given in place of an object_info. */
function findOtherFile(json: JsonObject): string | undefined {
  if (Array.isArray(json["nodes"])) return "It is the editor's workflow.json.";
  if (json["schemaVersion"] !== undefined) return "It is a schema file of comfyc.";
  if (json["manifestVersion"] !== undefined) return "It is the manifest of a workflow.";
  const values = Object.values(json);
  const isPrompt = (node: JsonValue) => isJsonObject(node) && Object.hasOwn(node, "class_type");
  if (values.length > 0 && values.every(isPrompt)) return "It is a prompt (API JSON).";
  const { error } = json;
  return typeof error === "string" ? `It is an error: ${printable(error.slice(0, 200))}.` : undefined;
}

function notObjectInfo(source: string, reason: string): ComfycError {
  return new ComfycError("invalid_schema", `${printable(source)} is not an object_info. ${reason}`, {
    hint: "Give the reply of GET /object_info of a ComfyUI server.",
  });
}

function warningOf(nodeType: string, input: string | null, problem: string): SchemaWarning {
  const where = input === null ? "" : `, input ${JSON.stringify(input)}`;
  return { nodeType, input, message: printable(`Node type ${JSON.stringify(nodeType)}${where}: ${problem}.`) };
}
