// Written by comfyc; not to be edited.
import type { NodeHandle, NodeOptions } from "comfyc";


declare module "comfyc" {
  interface Nodes {
    /** Upper · test · custom_nodes.A */
    Upper(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
  }
}
