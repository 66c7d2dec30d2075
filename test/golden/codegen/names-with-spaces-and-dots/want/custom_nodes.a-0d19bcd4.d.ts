// Written by comfyc; not to be edited.
import type { NodeHandle, NodeOptions } from "comfyc";


declare module "comfyc" {
  interface Nodes {
    /** Lower · test · custom_nodes.a */
    Lower(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
  }
}
