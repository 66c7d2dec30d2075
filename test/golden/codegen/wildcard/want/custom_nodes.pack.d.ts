// Written by comfyc; not to be edited.
import type { AnySocket, NodeHandle, NodeOptions, Socket, WildcardSocket } from "comfyc";

export interface ChooseInputs {
  a: AnySocket;
  b: AnySocket;
}
export interface Choose extends WildcardSocket {
  readonly "*": WildcardSocket;
}
export interface PassOnInputs<T extends string> {
  value: Socket<T>;
}
export interface PassOn<T extends string> extends Socket<T> {
  readonly "*": Socket<T>;
}
export interface ShowInputs {
  source: AnySocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Choose · test · custom_nodes.pack */
    Choose(inputs: ChooseInputs, options?: NodeOptions): Choose;
    /** PassOn · test · custom_nodes.pack */
    PassOn<T extends string>(inputs: PassOnInputs<T>, options?: NodeOptions): PassOn<T>;
    /** Show · test · custom_nodes.pack */
    Show(inputs: ShowInputs, options?: NodeOptions): NodeHandle;
  }
}
