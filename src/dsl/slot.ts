import type { SourcePosition } from "../errors/source-position.ts";
import type { SlotDeclaration, SlotKind } from "../manifest/slot-declaration.ts";
import { captureCallPosition } from "./call-position.ts";
import type { BooleanSocket, ComboSocket, FileSocket, FloatSocket, IntSocket, Socket, StringSocket } from "./nodes.ts";
import { checkSlotFacts } from "./slot-facts.ts";

export const slotBrand: unique symbol = Symbol.for("comfyc.slot") as never;
export const slotValueBrand: unique symbol = Symbol.for("comfyc.slot.value") as never;

/** What `slot.…` gives: a declaration to be put under `slots`; `build` gets it as the socket `S`. */
export interface SlotDefinition<out S extends Socket = Socket, out V = unknown> {
  /** The kind and facts, without a name. Only types: at run time the brands hold what the compiler needs. */
  readonly [slotBrand]: S;
  readonly [slotValueBrand]: V;
}

/** What all slots say. Absent facts are taken from the widgets that the slot feeds. */
export interface SlotOptions<V> {
  /** Shown to artists. @default the slot's name in words */
  readonly label?: string;
  /** Heading that the slot is shown under. */
  readonly group?: string;
  /** Place among the slots. @default the place under `slots` */
  readonly order?: number;
  readonly tooltip?: string;
  /** Shown after the value: `px`, `frames`. */
  readonly unit?: string;
  /** Absent: the default of the widget, and where that has none, a run must give a value. */
  readonly default?: V;
  /** Earlier names of the slot, which runs may still use. */
  readonly renamedFrom?: readonly string[];
}

export interface TextSlotOptions extends SlotOptions<string> {
  readonly multiline?: boolean;
}

export interface NumberSlotOptions<N> extends SlotOptions<N> {
  readonly min?: N;
  readonly max?: N;
  readonly step?: number;
}

export interface ChoiceSlotOptions<O extends string> extends SlotOptions<NoInfer<O>> {
  /** Absent: those of the combo that the slot feeds. */
  readonly options?: readonly O[];
}

export interface ModelSlotOptions extends SlotOptions<string> {
  /** Model folder of the server: `checkpoints`. @default that of the input which the slot feeds */
  readonly folder?: string;
}

/** The run-time side of a slot definition. */
export interface SlotFacts {
  readonly declaration: Omit<SlotDeclaration, "name">;
  readonly position: SourcePosition | null;
}

/** The facts of a value that `slot.…` made (in any installed copy of comfyc), else undefined. */
export function findSlotFacts(value: unknown): SlotFacts | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { [slotBrand]?: SlotFacts })[slotBrand];
}

type AnyOptions = Omit<SlotDeclaration, "name" | "kind">;

function declare<S extends Socket, V>(
  kind: SlotKind,
  options: AnyOptions | undefined,
  called: (...parameters: never[]) => unknown,
): SlotDefinition<S, V> {
  const position = captureCallPosition(called);
  // Lists are copied: the graph is frozen, the author's own list must not be.
  const given = Object.entries(options ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, Array.isArray(value) ? [...(value as unknown[])] : value]);
  const declaration = { kind, ...Object.fromEntries(given) } as Omit<SlotDeclaration, "name">;
  checkSlotFacts(declaration, position);
  const facts: SlotFacts = { declaration, position };
  return Object.freeze({ [slotBrand]: facts }) as unknown as SlotDefinition<S, V>;
}

/** A slot that holds a text, for STRING inputs. Without a `default` it takes that of the widget it feeds. */
function text(options?: TextSlotOptions): SlotDefinition<StringSocket, string> {
  return declare("text", options, text);
}

/** A slot that holds a whole number. Range and default that are left out come from the widgets it feeds. */
function int(options?: NumberSlotOptions<number | bigint>): SlotDefinition<IntSocket, number | bigint> {
  return declare("int", options, int);
}

/** A slot that holds a number. Range and default that are left out come from the widgets it feeds. */
function float(options?: NumberSlotOptions<number>): SlotDefinition<FloatSocket, number> {
  return declare("float", options, float);
}

/** A slot that holds true or false; `when` switches a piece of the workflow by it. */
function bool(options?: SlotOptions<boolean>): SlotDefinition<BooleanSocket, boolean> {
  return declare("bool", options, bool);
}

/** A slot that holds a 64-bit seed, 0 to 18446744073709551615; a run may give the word `random`. */
function seed(options?: NumberSlotOptions<number | bigint>): SlotDefinition<IntSocket, number | bigint> {
  return declare("seed", options, seed);
}

/** A slot that holds one option of a combo. Options that are left out are those of the combo it feeds. */
function choice<const O extends string = string>(
  options?: ChoiceSlotOptions<O>,
): SlotDefinition<ComboSocket<string extends O ? never : O>, O> {
  return declare("choice", options, choice);
}

/** A slot that names an image file: a run gives a path, which is uploaded, or a file that the server has. */
function image(options?: SlotOptions<string>): SlotDefinition<FileSocket, string> {
  return declare("image", options, image);
}

/** As `image`, for a mask. */
function mask(options?: SlotOptions<string>): SlotDefinition<FileSocket, string> {
  return declare("mask", options, mask);
}

/** A slot that names a video file: a run gives a path, which is uploaded, or a file that the server has. */
function video(options?: SlotOptions<string>): SlotDefinition<FileSocket, string> {
  return declare("video", options, video);
}

/** A slot that names a sound file: a run gives a path, which is uploaded, or a file that the server has. */
function audio(options?: SlotOptions<string>): SlotDefinition<FileSocket, string> {
  return declare("audio", options, audio);
}

/** A slot that names a 3D file: a run gives a path, which is uploaded, or a file that the server has. */
function mesh(options?: SlotOptions<string>): SlotDefinition<FileSocket, string> {
  return declare("mesh", options, mesh);
}

/** A slot that names a model file as the server lists it, in the model folder `folder` (`checkpoints`, `loras` …). */
function model(options?: ModelSlotOptions): SlotDefinition<FileSocket, string> {
  return declare("model", options, model);
}

/**
 * Declares a named, typed parameter of a workflow. Inside `build` a slot is a socket, not a value: it can be given to
 * an input, but not read. Text made of it, or a sum, throws; `if (slot)` cannot be noticed and always holds: use `when`.
 * Media slots (`image`, `mask`, `video`, `audio`, `mesh`) and `model` are names of files, for inputs that list files.
 * @example
 * ```ts
 * slots: { width: slot.int({ default: 64, max: 1024 }) },
 * build(comfy, { width }) {
 *   return { image: comfy.SaveImage({ images: comfy.EmptyImage({ width }).IMAGE }) };
 * },
 * // "EmptyImage": { "inputs": { "width": 64, … }, … }, and in the manifest, of the slot:
 * // "default": 64, "targets": [{ "node": "EmptyImage", "input": "width" }]
 * ```
 */
export const slot = Object.freeze({ text, int, float, bool, seed, choice, image, mask, video, audio, mesh, model });
