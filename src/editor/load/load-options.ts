import type { Warn } from "../convert-warning.ts";

export interface LoadOptions {
  /** `named`: values come from `widgets_values_named` where a node has it. */
  readonly values: "positional" | "named";
  readonly warn: Warn;
}
