// Written by comfyc; not to be edited.
import type { NodeOptions, StringSocket } from "comfyc";
import type { ImageSocket, VideoSocket } from "./sockets.js";

export interface BatchInputs {
  /** At least 2, at most 50. */
  images: readonly (ImageSocket)[] | { readonly [slot: `image${number}`]: ImageSocket };
  /** At least 1. */
  videos: readonly (VideoSocket)[] | { first?: VideoSocket; "the second"?: VideoSocket };
  /** At least 0, at most 3. */
  texts?: readonly (StringSocket)[] | { readonly [slot: `t\`\${${number}`]: StringSocket };
}
export interface Batch extends ImageSocket {
  readonly IMAGE: ImageSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Batch · test · custom_nodes.pack */
    Batch(inputs: BatchInputs, options?: NodeOptions): Batch;
  }
}
