import type { InputType, NodeType } from "../schema/node-type.ts";
import type { ComboAliases } from "./combo-aliases.ts";
import { quote } from "./safe-text.ts";
import { findPackageSocket, socketName } from "./socket-names.ts";

/** What the text of one file refers to, gathered while it is written and imported at its head. */
export class FileScope {
  readonly combos: ComboAliases;
  /** Socket types of all files, for the file of sockets, and their names. */
  private readonly sockets: Map<string, string>;
  private readonly imports = {
    comfyc: new Set<string>(),
    "./sockets.js": new Set<string>(),
    "./combos.js": new Set<string>(),
  };

  constructor(combos: ComboAliases, sockets: Map<string, string>) {
    this.combos = combos;
    this.sockets = sockets;
  }

  /** A name that the package exports. */
  own(name: string): string {
    this.imports.comfyc.add(name);
    return name;
  }

  socket(type: string): string {
    if (type === "*") return this.own("AnySocket");
    const known = findPackageSocket(type);
    if (known !== undefined) return this.own(known);
    let name = this.sockets.get(type);
    if (name === undefined) this.sockets.set(type, (name = socketName(type)));
    this.imports["./sockets.js"].add(name);
    return name;
  }

  combo(input: string, values: Parameters<ComboAliases["nameOf"]>[1]): string {
    const name = this.combos.nameOf(input, values);
    this.imports["./combos.js"].add(name);
    return name;
  }

  importLines(): string[] {
    return Object.entries(this.imports)
      .filter(([, names]) => names.size > 0)
      .map(([module, names]) => `import type { ${[...names].sort().join(", ")} } from "${module}";`);
  }
}

/** The type parameters of one node type: one for each MatchType template, `T`, or `T1`, `T2` … */
export interface TypeParameters {
  /** Template → name of its parameter. */
  readonly names: ReadonlyMap<string, string>;
  /** `<T extends "IMAGE" | "MASK">`, or nothing. */
  readonly declared: string;
  /** `<T>`, or nothing. */
  readonly used: string;
}

/**
 * A node type that has one `*` input and one `*` output passes its input on (reroutes, previews, relays), so these two
 * count as a template of this name. Where there are more, nothing is known of how they belong together.
 */
export const passedOn = "*";

const noParameters: TypeParameters = { names: new Map(), declared: "", used: "" };

export function typeParameters(nodeType: NodeType): TypeParameters {
  const allowed = new Map<string, readonly string[]>();
  for (const input of nodeType.inputs) gatherTemplates(input, allowed);
  if (passesOn(nodeType)) allowed.set(passedOn, ["*"]);
  if (allowed.size === 0) return noParameters;
  const templates = [...allowed.keys()];
  const names = new Map(templates.map((template, index) => [template, templates.length === 1 ? "T" : `T${index + 1}`]));
  const declared = [...names].map(([template, name]) => `${name} extends ${bound(allowed.get(template)!)}`);
  return { names, declared: `<${declared.join(", ")}>`, used: `<${[...names.values()].join(", ")}>` };
}

function bound(allowed: readonly string[]): string {
  return allowed.includes("*") || allowed.length === 0 ? "string" : allowed.map(quote).join(" | ");
}

function passesOn({ inputs, outputs }: NodeType): boolean {
  const wild = inputs.filter((input) => input.kind === "wildcard");
  const passed = outputs.filter((output) => output.type === "*");
  return wild.length === 1 && wild[0]!.type === "*" && passed.length === 1 && !passed[0]!.isList;
}

function gatherTemplates(input: InputType, allowed: Map<string, readonly string[]>): void {
  if (input.match !== undefined && !allowed.has(input.match.template)) {
    allowed.set(input.match.template, input.match.allowed);
  }
  for (const { inputs } of input.choices ?? []) for (const nested of inputs) gatherTemplates(nested, allowed);
  if (input.autogrow !== undefined) gatherTemplates(input.autogrow.input, allowed);
  for (const nested of input.slot?.inputs ?? []) gatherTemplates(nested, allowed);
}
