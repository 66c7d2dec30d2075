// Written by comfyc; not to be edited.
import type { NodeHandle, NodeOptions } from "comfyc";


declare module "comfyc" {
  interface Nodes {
    /** Device · test · con */
    Device(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
  }
}
