import type { Warn } from "../convert-warning.ts";
import type { Pack } from "../packs/pack-table.ts";

export interface LoadOptions {
  /** `named`: values come from `widgets_values_named` where a node has it. */
  readonly values: "positional" | "named";
  /** Node packs whose JavaScript is followed. */
  readonly packs: readonly Pack[];
  readonly warn: Warn;
}
