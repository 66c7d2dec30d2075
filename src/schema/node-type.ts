import type { JsonNumber, JsonObject, JsonValue } from "../json/json-value.ts";
import type { PackLock } from "./pack-lock.ts";

/** The normalised model of what a server can run: the one view that types, validation, layout and emission share. */
export interface Schema {
  readonly nodeTypes: ReadonlyMap<string, NodeType>;
  /** `comfyui_version` of the server, or null where unknown. */
  readonly serverVersion: string | null;
  /** True where the lists of open combos are those of one server at one moment, so that a value outside is an error. */
  readonly listsAreAuthoritative: boolean;
  /** The custom node packs that the last sync saw; absent where no server was asked. */
  readonly packs?: readonly PackLock[];
}

/** One entry of object_info. */
export interface NodeType {
  /** The class type: what a prompt calls it. Any characters. */
  readonly name: string;
  readonly displayName: string | null;
  readonly category: string;
  /** `python_module`: `nodes`, `comfy_extras.nodes_video`, `custom_nodes.my-pack`. */
  readonly pack: string;
  readonly outputNode: boolean;
  readonly deprecated: boolean;
  readonly experimental: boolean;
  readonly apiNode: boolean;
  /** Required inputs first, then optional ones, each in the server's order. Hidden inputs are not among them. */
  readonly inputs: readonly InputType[];
  /** As the editor lists them, where that is not `inputs`: a name in both sections, or an `input_order` with gaps. */
  readonly editorInputs?: readonly InputType[];
  /** Filled by the server, never sent: `prompt`, `unique_id` … */
  readonly hidden: readonly string[];
  readonly outputs: readonly OutputType[];
  /** V3 nodes write missing inputs by their last dot segment and index outputs in a list. */
  readonly isV3: boolean;
}

export interface OutputType {
  /** Socket type; a list for the combo outputs of V1 nodes. */
  readonly type: string | readonly JsonValue[];
  /** As the server names it; need not be unique. */
  readonly name: string;
  /** The key an author uses: `name`, with `_2`, `_3` … where the node repeats it. */
  readonly key: string;
  readonly isList: boolean;
  /** Template of a MatchType output: its type is the one bound to the inputs of that template. */
  readonly matchTemplate: string | null;
}

/** One declared input, static or dynamic. */
export interface InputType {
  readonly name: string;
  readonly required: boolean;
  readonly kind: InputKind;
  /** The first element of the server's tuple, untouched: `"INT"`, `"IMAGE,MASK"`, or the option list of a V1 combo. */
  readonly type: string | readonly JsonValue[];
  readonly options: InputOptions;
  /** Set for kind `dynamicCombo`, in the server's order. */
  readonly choices?: readonly DynamicChoice[];
  /** Set for kind `autogrow`. */
  readonly autogrow?: Autogrow;
  /** Set for kind `matchType`. */
  readonly match?: { readonly template: string; readonly allowed: readonly string[] };
  /** Set for kind `dynamicSlot`: the inputs that appear when the slot is filled. */
  readonly slot?: { readonly type: string; readonly inputs: readonly InputType[] };
}

/**
 * `int`, `float`, `string`, `boolean`, `combo`: a widget, which also takes a link · `socket`: only a link ·
 * `union`: several types by comma (MultiType), a widget where the options make it one · `wildcard`: `*` ·
 * the rest are the dynamic inputs of V3 nodes.
 */
export type InputKind =
  | "int"
  | "float"
  | "string"
  | "boolean"
  | "combo"
  | "socket"
  | "union"
  | "wildcard"
  | "dynamicCombo"
  | "autogrow"
  | "matchType"
  | "dynamicSlot";

export interface InputOptions {
  readonly default?: JsonValue;
  readonly min?: JsonNumber;
  readonly max?: JsonNumber;
  readonly step?: JsonNumber;
  readonly round?: JsonNumber | false;
  /** The list of a combo, V1 or V3, as the server gave it. */
  readonly values?: readonly JsonValue[];
  /** The combo lists files of the server (checkpoints, inputs …): its values differ by server and by day. */
  readonly open?: boolean;
  /** Model folder of an open combo that lists models: `checkpoints`. */
  readonly modelFolder?: string;
  readonly multiselect?: boolean;
  readonly multiline?: boolean;
  readonly dynamicPrompts?: boolean;
  readonly forceInput?: boolean;
  readonly controlAfterGenerate?: boolean | string;
  readonly lazy?: boolean;
  readonly display?: string;
  readonly displayName?: string;
  readonly upload?: "image" | "audio" | "video" | "file";
  readonly imageFolder?: string;
  readonly remote?: JsonObject;
  readonly socketless?: boolean;
  readonly advanced?: boolean;
  readonly widgetType?: string;
  readonly labelOn?: string;
  readonly labelOff?: string;
  readonly placeholder?: string;
  /** Server text, for hover only; never stored in generated/schema.json. */
  readonly tooltip?: string;
  /** Every other key, untouched. */
  readonly rest?: JsonObject;
}

export interface DynamicChoice {
  readonly key: string;
  readonly inputs: readonly InputType[];
}

/** `prefix`: names prefix0, prefix1 … below `max` · `names`: exactly those. */
export interface Autogrow {
  readonly input: InputType;
  readonly prefix: string | null;
  readonly names: readonly string[] | null;
  readonly min: number;
  readonly max: number | null;
  /** Further inputs of the template: the server reads only the first, the editor shows all. Absent where there are none. */
  readonly others?: readonly InputType[];
}
