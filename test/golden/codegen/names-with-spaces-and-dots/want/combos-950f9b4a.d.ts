// Written by comfyc; not to be edited.
import type { NodeHandle, NodeOptions } from "comfyc";


declare module "comfyc" {
  interface Nodes {
    /** Shared · test · combos */
    Shared(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
  }
}
