// Written by comfyc; not to be edited.
import type { BooleanSocket, NodeHandle, NodeOptions, Socket, WildcardSocket } from "comfyc";

export interface SwitchInputs<T extends string> {
  on: boolean | BooleanSocket;
  a: Socket<T>;
  b: Socket<NoInfer<T>>;
}
export interface Switch<T extends string> extends Socket<T> {
  readonly out: Socket<T>;
}
export interface TwoInputs<T1 extends "IMAGE" | "MASK", T2 extends "LATENT"> {
  a: Socket<T1>;
  b: Socket<T2>;
}
export interface Two<T1 extends "IMAGE" | "MASK", T2 extends "LATENT"> extends NodeHandle {
  readonly p: Socket<T1>;
  readonly q: Socket<T2>;
  readonly lost: WildcardSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Switch · test · custom_nodes.pack */
    Switch<T extends string>(inputs: SwitchInputs<T>, options?: NodeOptions): Switch<T>;
    /** Two · test · custom_nodes.pack */
    Two<T1 extends "IMAGE" | "MASK", T2 extends "LATENT">(inputs: TwoInputs<T1, T2>, options?: NodeOptions): Two<T1, T2>;
  }
}
