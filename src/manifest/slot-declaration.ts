import type { SourcePosition } from "../errors/source-position.ts";

/** The kinds of slot: how a value is entered, checked and bound. */
export const slotKinds = [
  "text",
  "int",
  "float",
  "bool",
  "seed",
  "choice",
  "image",
  "mask",
  "video",
  "audio",
  "mesh",
  "model",
] as const;
export type SlotKind = (typeof slotKinds)[number];

export const mediaKinds = ["image", "mask", "video", "audio", "mesh"] as const satisfies readonly SlotKind[];
export type MediaKind = (typeof mediaKinds)[number];

type SlotValue = string | number | bigint | boolean;

/** What an author says of one slot. Absent facts (range, options) are taken from the widgets that the slot feeds. */
export interface SlotDeclaration {
  /** snake_case, no keyword of Python or TypeScript. */
  readonly name: string;
  readonly kind: SlotKind;
  readonly label?: string;
  readonly group?: string;
  readonly order?: number;
  readonly tooltip?: string;
  readonly unit?: string;
  readonly default?: SlotValue;
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly step?: number;
  readonly options?: readonly string[];
  readonly multiline?: boolean;
  /** Folder of the server's model list, for kind `model`: `checkpoints`, `loras` … */
  readonly folder?: string;
  readonly renamedFrom?: readonly string[];
  /** Where the author declared it; never part of a manifest. */
  readonly position?: SourcePosition;
}

/** The socket type of a slot's value: `STRING`, `INT`, `FLOAT`, `BOOLEAN`, `COMBO`, or `FILE` for media and models. */
export function slotType(kind: SlotKind): "STRING" | "INT" | "FLOAT" | "BOOLEAN" | "COMBO" | "FILE" {
  switch (kind) {
    case "text":
      return "STRING";
    case "int":
    case "seed":
      return "INT";
    case "float":
      return "FLOAT";
    case "bool":
      return "BOOLEAN";
    case "choice":
      return "COMBO";
    default:
      return "FILE";
  }
}
