// Written by comfyc; not to be edited.
import type { ComboSocket, IntSocket, NodeHandle, NodeOptions } from "comfyc";
import type { Big_9ffd5b, Choice_0473ef, Duration_4d52c7, Mixed_fc6454, Rate_4595d9 } from "./combos.js";

export interface LengthInputs {
  /** @default 5 */
  duration?: Duration_4d52c7 | ComboSocket<Duration_4d52c7> | IntSocket;
  rate: Rate_4595d9 | ComboSocket<Rate_4595d9>;
  mixed: Mixed_fc6454 | ComboSocket<Mixed_fc6454>;
  big: Big_9ffd5b | ComboSocket<Big_9ffd5b> | IntSocket;
}
export interface Length extends NodeHandle {
  readonly choice: ComboSocket<Choice_0473ef>;
  readonly any: ComboSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Length · test · custom_nodes.pack */
    Length(inputs: LengthInputs, options?: NodeOptions): Length;
  }
}
