// Written by comfyc; not to be edited.
import type { ComboSocket, FileSocket, NodeOptions } from "comfyc";
import type { ModelSocket } from "./sockets.js";
import type { Many_01f650, Style_e50bb3 } from "./combos.js";

export interface LoadInputs {
  /** A file of the folder checkpoints. */
  ckpt_name: string | FileSocket | ComboSocket<string>;
  image: string | FileSocket | ComboSocket<string>;
  style: Style_e50bb3 | ComboSocket<Style_e50bb3>;
  other: string | FileSocket | ComboSocket<string>;
  many: readonly Many_01f650[] | ComboSocket<Many_01f650>;
  files: readonly string[] | FileSocket | ComboSocket<string>;
}
export interface Load extends ModelSocket {
  readonly MODEL: ModelSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Load · test · custom_nodes.pack */
    Load(inputs: LoadInputs, options?: NodeOptions): Load;
  }
}
