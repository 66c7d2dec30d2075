import { isJsonObject, JsonFloat, type JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import type { ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { flag, integer, text } from "../values/read-input.ts";
import { pythonText } from "../values/python-text.ts";
import type { LatentValue } from "../values/node-values.ts";

/** Gives a literal on as it came. */
function same(input: string): ExecutorDefinition {
  return { keepsFloats: true, execute: (inputs) => [inputs[input]] };
}

/** Texts, numbers and truth values as Python writes them; anything else as indented JSON, else by its type. */
function previewText(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value !== "object" || value instanceof JsonFloat) return pythonText(value);
  if (Array.isArray(value) || (isJsonObject(value) && !("type" in value))) return stringifyJson(value as JsonValue, 4);
  return "type" in value && value.type === "LATENT" ? latentText(value as LatentValue) : pythonText(value);
}

function latentText(latent: LatentValue): string {
  return `{'samples': <simulated latent of ${latent.width} x ${latent.height}, ${latent.batch} in the batch>}`;
}

function substring(inputs: NodeInputs): string[] {
  return [[...text(inputs, "string")].slice(integer(inputs, "start"), integer(inputs, "end")).join("")];
}

function changeCase(inputs: NodeInputs): string[] {
  const value = text(inputs, "string");
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  const modes: Record<string, () => string> = {
    UPPERCASE: () => value.toUpperCase(),
    lowercase: () => value.toLowerCase(),
    Capitalize: () => capital(value),
    "Title Case": () => value.replace(/\p{L}+/gu, capital),
  };
  return [modes[text(inputs, "mode")]?.() ?? value];
}

function trimText(inputs: NodeInputs): string[] {
  const value = text(inputs, "string");
  const mode = text(inputs, "mode");
  if (mode === "Left") return [value.trimStart()];
  return [mode === "Right" ? value.trimEnd() : value.trim()];
}

/** Both texts, in lower case unless their case counts. */
function pair(inputs: NodeInputs, first: string, second: string): [string, string] {
  const fold = (value: string) => (flag(inputs, "case_sensitive", true) ? value : value.toLowerCase());
  return [fold(text(inputs, first)), fold(text(inputs, second))];
}

function compareTexts(inputs: NodeInputs): boolean[] {
  const [first, second] = pair(inputs, "string_a", "string_b");
  const mode = text(inputs, "mode");
  if (mode === "Starts With") return [first.startsWith(second)];
  return [mode === "Ends With" ? first.endsWith(second) : first === second];
}

/** A JavaScript pattern for a Python one; named groups are written alike after this. @throws NodeError */
function pattern(inputs: NodeInputs, flags: string): RegExp {
  const wanted: [string, string][] = [
    ["case_insensitive", "i"],
    ["multiline", "m"],
    ["dotall", "s"],
  ];
  const all =
    flags + wanted.map(([input, letter]) => (flag(inputs, input, input === "case_insensitive") ? letter : "")).join("");
  try {
    return new RegExp(text(inputs, "regex_pattern").replaceAll("(?P<", "(?<"), all);
  } catch (error) {
    throw new NodeError(error instanceof Error ? error.message : String(error), "re.error");
  }
}

function regexExtract(inputs: NodeInputs): string[] {
  const matches = [...text(inputs, "string").matchAll(pattern(inputs, "g"))];
  const group = integer(inputs, "group_index", 1);
  switch (text(inputs, "mode")) {
    case "All Matches":
      return [matches.map((match) => match[0]).join("\n")];
    case "First Group":
      return [matches[0]?.[group] ?? ""];
    case "All Groups":
      return [matches.flatMap((match) => (match[group] === undefined ? [] : [match[group]])).join("\n")];
    default:
      return [matches[0]?.[0] ?? ""];
  }
}

function regexReplace(inputs: NodeInputs): string[] {
  const limit = integer(inputs, "count", 0);
  const replacement = text(inputs, "replace").replace(/\\(\d)/g, "$$$1");
  const single = pattern(inputs, "");
  let count = 0;
  const replaced = text(inputs, "string").replace(pattern(inputs, "g"), (match) =>
    limit > 0 && count++ >= limit ? match : match.replace(single, replacement),
  );
  return [replaced];
}

export const textExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  PrimitiveInt: same("value"),
  PrimitiveFloat: same("value"),
  PrimitiveBoolean: same("value"),
  PrimitiveString: same("value"),
  PrimitiveStringMultiline: same("value"),
  CustomCombo: same("choice"),
  PreviewAny: {
    keepsFloats: true,
    execute: (inputs) => ({ outputs: [], ui: { text: [previewText(inputs["source"])] } }),
  },
  StringConcatenate: {
    execute: (inputs) => [text(inputs, "string_a") + text(inputs, "delimiter", "") + text(inputs, "string_b")],
  },
  StringSubstring: { execute: substring },
  StringLength: { execute: (inputs) => [[...text(inputs, "string")].length] },
  CaseConverter: { execute: changeCase },
  StringTrim: { execute: trimText },
  StringReplace: {
    execute: (inputs) => [text(inputs, "string").replaceAll(text(inputs, "find"), () => text(inputs, "replace"))],
  },
  StringContains: {
    execute: (inputs) => {
      const [whole, part] = pair(inputs, "string", "substring");
      return [whole.includes(part)];
    },
  },
  StringCompare: { execute: compareTexts },
  RegexMatch: { execute: (inputs) => [pattern(inputs, "").test(text(inputs, "string"))] },
  RegexExtract: { execute: regexExtract },
  RegexReplace: { execute: regexReplace },
  ComfySwitchNode: {
    keepsFloats: true,
    needs: (inputs) => [flag(inputs, "switch") ? "on_true" : "on_false"].filter((name) => inputs[name] === null),
    execute: (inputs) => [inputs[flag(inputs, "switch") ? "on_true" : "on_false"]],
  },
};
