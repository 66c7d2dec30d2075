/** Keys of the type brands. `Symbol.for`, so that two installed copies of the package agree at run time. */
export const socketBrand: unique symbol = Symbol.for("comfyc.socket");
const optionsBrand: unique symbol = Symbol.for("comfyc.options");
const handleBrand: unique symbol = Symbol.for("comfyc.node");

/**
 * A value that may be linked to an input of its type. The generated types name one interface per socket type
 * (`interface ModelSocket extends Socket<"MODEL"> {}`), so that errors name it.
 */
export interface Socket<out T extends string = string> {
  readonly [socketBrand]: T;
}

/** A socket of whatever type: what an input of type `*` takes. */
export interface AnySocket extends Socket<string> {}

/** A socket that fits every input: what an output of type `*`, or of an unknown node type, gives. */
// oxlint-disable-next-line typescript/no-explicit-any
export interface WildcardSocket extends Socket<any> {}

/** Sockets of the value types: what slots are, and what INT, FLOAT, STRING and BOOLEAN widgets take besides a literal. */
export interface IntSocket extends Socket<"INT"> {}
export interface FloatSocket extends Socket<"FLOAT"> {}
export interface StringSocket extends Socket<"STRING"> {}
export interface BooleanSocket extends Socket<"BOOLEAN"> {}

/**
 * A socket that gives one of the options `O`. A combo input takes `O | ComboSocket<O>`, so that a choice with an
 * option outside the list is refused; `ComboSocket<never>` fits every combo.
 */
export interface ComboSocket<out O = never> extends Socket<"COMBO"> {
  readonly [optionsBrand]: O;
}

/** The name of a file: a media or model slot. Only combos that list files take it, never an input such as IMAGE. */
export interface FileSocket extends Socket<"FILE"> {}

/** What a node without outputs gives; nodes with several outputs extend it. `build` returns it as a workflow output. */
export interface NodeHandle {
  readonly [handleBrand]: true;
}

/** The second argument of every node call. */
export interface NodeOptions {
  /** Id of the node in the prompt. @default the node type, with `_2`, `_3` … for later nodes of that type */
  readonly id?: string;
  /** Title that the editor shows. */
  readonly title?: string;
}

/** A node whose type is not known: it fits every input, and gives outputs by name or index. */
export interface RawNode extends WildcardSocket, NodeHandle {
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly [output: string]: any;
}

/**
 * Every node type as one method, named exactly as the server names it. The package declares none: `comfyc sync` fills
 * this interface from a server (or the stock schema) by augmenting the module `comfyc`.
 */
export interface Nodes {
  /** A node of a type that the generated types do not hold. The compiler reports it until the schema knows it. */
  $raw(classType: string, inputs?: Readonly<Record<string, unknown>>, options?: NodeOptions): RawNode;
  /** A node of a type that no server knew when the workflow was imported. The compiler reports it. */
  $missing(classType: string, inputs?: Readonly<Record<string, unknown>>, options?: NodeOptions): RawNode;
}
