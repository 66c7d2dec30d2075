import type { NodeType, OutputType } from "../schema/node-type.ts";
import { inputLines, mayBeLeftOut } from "./input-text.ts";
import type { NodeNames } from "./pack-files.ts";
import { commentLine, docComment, propertyName } from "./safe-text.ts";
import { passedOn, typeParameters, type FileScope, type TypeParameters } from "./type-scope.ts";

/** The text of one node type: interfaces at the top of the file, and its method of `Nodes`. */
export interface NodeText {
  readonly interfaces: readonly string[];
  readonly method: readonly string[];
}

export function nodeText(nodeType: NodeType, names: NodeNames, scope: FileScope): NodeText {
  const parameters = typeParameters(nodeType);
  const method = [
    ...docComment(nodeDoc(nodeType), "    "),
    `    ${propertyName(nodeType.name)}${parameters.declared}(${methodParameters(nodeType, names, parameters, scope)}): ` +
      `${nodeType.outputs.length === 0 ? scope.own("NodeHandle") : names.outputs + parameters.used};`,
  ];
  const interfaces = [
    ...inputsInterface(nodeType, names, parameters, scope),
    ...outputsInterface(nodeType, names, parameters, scope),
  ];
  return { interfaces, method };
}

function methodParameters(
  { inputs }: NodeType,
  names: NodeNames,
  parameters: TypeParameters,
  scope: FileScope,
): string {
  const optional = inputs.every(mayBeLeftOut) ? "?" : "";
  const type = inputs.length === 0 ? "{ readonly [input: string]: never }" : names.inputs + parameters.used;
  return `inputs${optional}: ${type}, options?: ${scope.own("NodeOptions")}`;
}

function inputsInterface(
  { inputs }: NodeType,
  names: NodeNames,
  parameters: TypeParameters,
  scope: FileScope,
): string[] {
  if (inputs.length === 0) return [];
  return [
    `export interface ${names.inputs}${parameters.declared} {`,
    ...inputLines(inputs, { scope, parameters, bound: new Set() }, "  "),
    "}",
  ];
}

/** A node with one output is that socket, so that calls nest; with several it only holds them. */
function outputsInterface(
  { outputs }: NodeType,
  names: NodeNames,
  parameters: TypeParameters,
  scope: FileScope,
): string[] {
  if (outputs.length === 0) return [];
  const types = outputs.map((output) => outputType(output, parameters, scope));
  const base = types.length === 1 ? types[0]! : scope.own("NodeHandle");
  return [
    `export interface ${names.outputs}${parameters.declared} extends ${base} {`,
    ...outputs.map((output, index) => `  readonly ${propertyName(output.key)}: ${types[index]};`),
    "}",
  ];
}

function outputType(output: OutputType, parameters: TypeParameters, scope: FileScope): string {
  if (typeof output.type !== "string") return `${scope.own("ComboSocket")}<${scope.combo(output.name, output.type)}>`;
  const parameter = parameters.names.get(output.matchTemplate ?? (output.type === "*" ? passedOn : ""));
  if (parameter !== undefined) return `${scope.own("Socket")}<${parameter}>`;
  // One of several types, or one that is known only when it runs: the server lets it into any of their inputs.
  const isUnknown = output.type === "*" || output.type.includes(",") || /^COMFY_.*_V\d+$/.test(output.type);
  return isUnknown ? scope.own("WildcardSocket") : scope.socket(output.type);
}

function nodeDoc(nodeType: NodeType): string[] {
  const { displayName, category, pack, outputNode, apiNode, experimental, deprecated } = nodeType;
  const heading = [displayName ?? nodeType.name, category, pack].map((part) => commentLine(part, 120));
  const flags = [
    outputNode ? "Output node." : "",
    apiNode ? "Runs on a paid service." : "",
    experimental ? "Experimental." : "",
  ];
  return [
    heading.filter((part) => part !== "").join(" · "),
    flags.filter((flag) => flag !== "").join(" "),
    deprecated ? "@deprecated The server calls this node type deprecated." : "",
  ].filter((line) => line !== "");
}
