// Written by comfyc sync from the node types of a server; do not edit.
import type { NodeHandle, NodeOptions } from "comfyc";


declare module "comfyc" {
  interface Nodes {
    /** Lower · test · custom_nodes.a */
    Lower(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
  }
}
