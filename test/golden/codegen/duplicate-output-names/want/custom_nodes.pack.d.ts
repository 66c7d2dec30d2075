// Written by comfyc; not to be edited.
import type { NodeHandle, NodeOptions } from "comfyc";
import type { ImageSocket, MaskSocket } from "./sockets.js";

export interface SplitInputs {
  image: ImageSocket;
}
export interface Split extends NodeHandle {
  readonly part: ImageSocket;
  readonly part_3: ImageSocket;
  readonly part_2: MaskSocket;
  readonly output: MaskSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Split · test · custom_nodes.pack */
    Split(inputs: SplitInputs, options?: NodeOptions): Split;
  }
}
