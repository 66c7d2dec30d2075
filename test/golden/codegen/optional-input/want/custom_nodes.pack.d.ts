// Written by comfyc; not to be edited.
import type { BooleanSocket, FloatSocket, IntSocket, NodeOptions, StringSocket } from "comfyc";
import type { ImageSocket, MaskSocket } from "./sockets.js";

export interface MixInputs {
  image: ImageSocket;
  /**
   * 0 to 1, step 0.01.
   * @default 0.5
   */
  amount?: number | FloatSocket;
  text: string | StringSocket;
  mask?: MaskSocket;
  /**
   * 0 to 18446744073709551615.
   * @default 0
   */
  seed?: number | bigint | IntSocket;
  flag?: BooleanSocket;
  /** @default "a" */
  name?: string;
}
export interface Mix extends ImageSocket {
  readonly IMAGE: ImageSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Mix · test · custom_nodes.pack */
    Mix(inputs: MixInputs, options?: NodeOptions): Mix;
  }
}
