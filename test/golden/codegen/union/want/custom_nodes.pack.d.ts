// Written by comfyc; not to be edited.
import type { AnySocket, NodeOptions, Socket, WildcardSocket } from "comfyc";

export interface EitherInputs {
  match: Socket<"IMAGE" | "MASK">;
  /** @default 1.0 */
  number?: number | Socket<"FLOAT" | "INT">;
  all: AnySocket;
}
export interface Either extends WildcardSocket {
  readonly "IMAGE,MASK": WildcardSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Either · test · custom_nodes.pack */
    Either(inputs: EitherInputs, options?: NodeOptions): Either;
  }
}
