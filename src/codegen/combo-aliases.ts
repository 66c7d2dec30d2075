import { JsonFloat, type JsonValue } from "../json/json-value.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import { pascalCase, quote, shortHash } from "./safe-text.ts";

/**
 * A longer list becomes `string` in the types, and only the compiler checks its values. Up to here an alias costs tsc
 * little, because it is written and parsed once however many node types share it (5,000 options in 60 node types: some
 * 30 ms of checking; docs/benchmarks.md). Beyond, an editor's completion is no help any more, and a union of 10,000
 * members is read anew by every tsc run. Closed lists of that size are file lists that the server does not mark as such.
 */
export const maxOptions = 5000;
/** The same limit for a list of long options, in characters of JSON: 200 an option. */
export const maxCharacters = 1_000_000;

/**
 * The types of combo lists, shared by all node types of a schema: inputs of one name with equal lists share one alias.
 * An alias is named by its input and a hash of its list, so that its name does not depend on what else is installed.
 */
export class ComboAliases {
  private readonly aliases = new Map<string, string>();
  private readonly names = new Map<string, string>();

  /** The alias for the list of the input `input`. */
  nameOf(input: string, values: readonly JsonValue[]): string {
    const content = contentOf(values);
    const base = pascalCase(input);
    const key = `${base} ${content}`;
    const known = this.names.get(key);
    if (known !== undefined) return known;
    const name = this.newName(base, content);
    this.names.set(key, name);
    this.aliases.set(name, optionsType(values, content.length));
    return name;
  }

  private newName(base: string, content: string): string {
    const short = `${base}_${shortHash(content, 6)}`;
    return this.aliases.has(short) ? `${base}_${shortHash(content, 16)}` : short;
  }

  /** The file of all aliases, sorted by name. */
  render(header: string): string {
    const lines = [...this.aliases]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, type]) => `export type ${name} =${type};`);
    return [header, ...lines, "export {};", ""].join("\n");
  }
}

/** The list as JSON. Nearly all hold only texts, for which the built-in function gives the same and is faster. */
function contentOf(values: readonly JsonValue[]): string {
  const plain = values.every((value) => typeof value === "string");
  return plain ? JSON.stringify(values) : stringifyJson(values as JsonValue[]);
}

function optionsType(values: readonly JsonValue[], characters: number): string {
  const precise = values.length <= maxOptions && characters <= maxCharacters;
  const members = new Set(values.map((value) => (precise ? literalType(value) : wideType(value))));
  members.delete(undefined);
  if (members.size === 0) return " string | number | boolean";
  return members.size === 1 ? ` ${[...members][0]}` : `\n  | ${[...members].join("\n  | ")}`;
}

/** Undefined for an option that no literal type names (null, a list); `anyValue` reaches it. */
function literalType(value: JsonValue): string | undefined {
  if (typeof value === "string") return quote(value);
  if (typeof value === "bigint") return `${value}n`;
  const number = value instanceof JsonFloat ? value.value : value;
  if (typeof number === "number") return Number.isFinite(number) ? String(number) : "number";
  return typeof value === "boolean" ? String(value) : undefined;
}

function wideType(value: JsonValue): string | undefined {
  if (value instanceof JsonFloat) return "number";
  return ["string", "number", "bigint", "boolean"].find((type) => type === typeof value);
}
