import { isJsonNumber, numericValue, type JsonNumber } from "../json/json-value.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import type { Autogrow, DynamicChoice, InputOptions, InputType } from "../schema/node-type.ts";
import { autogrowNames } from "../schema/expand-inputs.ts";
import { splitTypes } from "../schema/socket-types.ts";
import { commentLine, docComment, propertyName, quote } from "./safe-text.ts";
import { passedOn, type FileScope, type TypeParameters } from "./type-scope.ts";

/** Where the text of an input stands. */
export interface InputPlace {
  readonly scope: FileScope;
  readonly parameters: TypeParameters;
  /** Templates that an earlier input has bound. */
  readonly bound: Set<string>;
}

/** The lines of an object type's members: for each input its documentation and `name?: type;`. */
export function inputLines(inputs: readonly InputType[], place: InputPlace, indent: string): string[] {
  const lines: string[] = [];
  for (const input of inputs) {
    const optional = mayBeLeftOut(input) ? "?" : "";
    const type = spaced(inputType(input, place, indent));
    lines.push(...docComment(inputDoc(input), indent), `${indent}${propertyName(input.name)}${optional}:${type};`);
  }
  return lines;
}

function spaced(type: string): string {
  return type.startsWith("\n") ? type : ` ${type}`;
}

/** True for an optional input and for one with a default, which the compiler fills in. */
export function mayBeLeftOut(input: InputType): boolean {
  return !input.required || input.options.default !== undefined;
}

function inputType(input: InputType, place: InputPlace, indent: string): string {
  switch (input.kind) {
    case "int":
      return widget(isWide(input.options) ? "number | bigint" : "number", "INT", input, place);
    case "float":
      return widget("number", "FLOAT", input, place);
    case "string":
      return widget("string", "STRING", input, place);
    case "boolean":
      return widget("boolean", "BOOLEAN", input, place);
    case "combo":
      return comboType(input, place);
    case "socket":
      return place.scope.socket(input.type as string);
    case "union":
      return unionType(input, place);
    case "wildcard":
      return templateType(passedOn, place);
    case "matchType":
      return templateType(input.match?.template ?? passedOn, place);
    case "dynamicCombo":
      return choicesType(input.choices ?? [], place, indent);
    case "autogrow":
      return autogrowType(input.autogrow!, place, indent);
    case "dynamicSlot":
      return slotType(input, place, indent);
  }
}

/** Beyond 2^53 only a bigint is exact. */
function isWide({ min, max }: InputOptions): boolean {
  return [min, max].some((limit) => limit !== undefined && typeof numericValue(limit) === "bigint");
}

function widget(literal: string, type: string, { options }: InputType, { scope }: InputPlace): string {
  if (options.forceInput === true) return scope.socket(type);
  return options.socketless === true ? literal : `${literal} | ${scope.socket(type)}`;
}

function comboType({ name, options }: InputType, { scope }: InputPlace): string {
  const values = options.values ?? [];
  const combo = scope.own("ComboSocket");
  if (options.open === true) {
    const literal = options.multiselect === true ? "readonly string[]" : "string";
    return `${literal} | ${scope.own("FileSocket")} | ${combo}<string>`;
  }
  const alias = scope.combo(name, values);
  if (options.multiselect === true) return `readonly ${alias}[] | ${combo}<${alias}>`;
  // A slot of numbers is the only slot that can feed a list of numbers; its value is checked against the list.
  const whole = values.every((value) => isJsonNumber(value) && Number.isInteger(Number(numericValue(value))));
  return `${alias} | ${combo}<${alias}>${whole ? ` | ${scope.own("IntSocket")}` : ""}`;
}

const literals: Readonly<Record<string, string>> = {
  INT: "number",
  FLOAT: "number",
  STRING: "string",
  BOOLEAN: "boolean",
  COMBO: "string",
};

function unionType({ type, options }: InputType, { scope }: InputPlace): string {
  const types = [...new Set(splitTypes(type as string))].filter((member) => member !== "");
  if (types.includes("*") || types.length === 0) return scope.own("AnySocket");
  const widgetTypes = options.forceInput === true ? [] : [...types, options.widgetType ?? ""];
  const direct = widgetTypes.filter((member) => Object.hasOwn(literals, member)).map((member) => literals[member]!);
  return [...new Set(direct), `${scope.own("Socket")}<${types.map(quote).join(" | ")}>`].join(" | ");
}

/** The first input of a template binds its type, the others must agree; bound by all, it would be a union of theirs. */
function templateType(template: string, { scope, parameters, bound }: InputPlace): string {
  const parameter = parameters.names.get(template);
  if (parameter === undefined) return scope.own("AnySocket");
  const first = !bound.has(template);
  bound.add(template);
  return `${scope.own("Socket")}<${first ? parameter : `NoInfer<${parameter}>`}>`;
}

function choicesType(choices: readonly DynamicChoice[], place: InputPlace, indent: string): string {
  const inner = `${indent}    `;
  const members = choices.map(({ key, inputs }) => {
    // A child named like the selector cannot be told from it.
    const children = inputs.filter((input) => input.name !== "key");
    const lines = [`${inner}key: ${quote(key)};`, ...inputLines(children, place, inner)];
    return `\n${indent}  | {\n${lines.join("\n")}\n${indent}    }`;
  });
  return members.length === 0 ? "never" : members.join("");
}

/** A list fills the slots in order; a record names them. */
function autogrowType(autogrow: Autogrow, place: InputPlace, indent: string): string {
  const element = inputType(autogrow.input, place, indent);
  const list = `readonly (${element})[]`;
  if (autogrow.names === null) {
    const pattern = (autogrow.prefix ?? "").replace(/[\\`]|\$(?=\{)/g, "\\$&");
    const safe = /^[\x20-\x7e]*$/.test(pattern) ? `\`${pattern}\${number}\`` : "string";
    return `${list} | { readonly [slot: ${safe}]: ${element} }`;
  }
  const slots = autogrowNames(autogrow).map((name) => `${propertyName(name)}?: ${element}`);
  return slots.length === 0 ? list : `${list} | { ${[...new Set(slots)].join("; ")} }`;
}

function slotType({ slot }: InputType, place: InputPlace, indent: string): string {
  const socket = place.scope.socket(slot?.type ?? "*");
  const children = (slot?.inputs ?? []).filter((input) => input.name !== "slot");
  if (children.length === 0) return socket;
  const lines = [`${indent}  slot: ${socket};`, ...inputLines(children, place, `${indent}  `)];
  const object = `{\n${lines.join("\n")}\n${indent}}`;
  return children.every(mayBeLeftOut) ? `${socket} | ${object}` : object;
}

function inputDoc({ options, autogrow }: InputType): string[] {
  const lines: string[] = [];
  const tooltip = options.tooltip === undefined ? "" : commentLine(options.tooltip);
  if (tooltip !== "") lines.push(tooltip);
  const facts: string[] = [];
  const range = rangeText(options);
  if (range !== "") facts.push(range);
  if (autogrow !== undefined) {
    facts.push(`At least ${autogrow.min}${autogrow.max === null ? "" : `, at most ${autogrow.max}`}`);
  }
  if (options.modelFolder !== undefined) facts.push(`A file of the folder ${options.modelFolder}`);
  if (facts.length > 0) lines.push(`${facts.join(". ")}.`);
  if (options.default !== undefined) lines.push(`@default ${commentLine(stringifyJson(options.default), 120)}`);
  return lines;
}

/** `1 to 10000, step 1`. Numbers stand as the server wrote them. */
function rangeText({ min, max, step }: InputOptions): string {
  const number = (value: JsonNumber) => stringifyJson(value);
  const range =
    min !== undefined && max !== undefined
      ? `${number(min)} to ${number(max)}`
      : min !== undefined
        ? `at least ${number(min)}`
        : max !== undefined
          ? `at most ${number(max)}`
          : "";
  if (step === undefined) return range;
  return range === "" ? `step ${number(step)}` : `${range}, step ${number(step)}`;
}
