// Written by comfyc; not to be edited.
import type { ComboSocket, NodeOptions, StringSocket } from "comfyc";
import type { Again_02d8bc, Mode_02d8bc } from "./combos.js";

export interface PickInputs {
  /**
   * How.
   * @default "a"
   */
  mode?: Mode_02d8bc | ComboSocket<Mode_02d8bc>;
  again?: Again_02d8bc | ComboSocket<Again_02d8bc>;
}
export interface Pick extends StringSocket {
  readonly STRING: StringSocket;
}

declare module "comfyc" {
  interface Nodes {
    /**
     * Pick · test · custom_nodes.pack
     * Experimental.
     * @deprecated The server calls this node type deprecated.
     */
    Pick(inputs?: PickInputs, options?: NodeOptions): Pick;
  }
}
