// Written by comfyc; not to be edited.
import type { FloatSocket, IntSocket, NodeOptions } from "comfyc";
import type { ImageSocket, MaskSocket } from "./sockets.js";

export interface ResizeInputs {
  mode:
    | {
      key: "none";
      }
    | {
      key: "by";
      /** @default 1.0 */
      factor?: number | FloatSocket;
      sub:
        | {
          key: "x";
          n: number | IntSocket;
          image?: ImageSocket;
          };
      };
  slot: {
    slot: ImageSocket;
    strength: number | FloatSocket;
  };
  plain: MaskSocket;
}
export interface Resize extends ImageSocket {
  readonly IMAGE: ImageSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Resize · test · custom_nodes.pack */
    Resize(inputs: ResizeInputs, options?: NodeOptions): Resize;
  }
}
