// Written by comfyc sync from the node types of a server; do not edit.
import type { NodeHandle, NodeOptions } from "comfyc";


declare module "comfyc" {
  interface Nodes {
    /** Upper · test · custom_nodes.A */
    Upper(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
  }
}
