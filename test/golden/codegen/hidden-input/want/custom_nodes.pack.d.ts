// Written by comfyc; not to be edited.
import type { NodeHandle, NodeOptions } from "comfyc";
import type { ImageSocket } from "./sockets.js";

export interface SaveThingInputs {
  images: ImageSocket;
}
export interface SaveThingV3Inputs {
  images: ImageSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** Nothing · test · custom_nodes.pack */
    Nothing(inputs?: { readonly [input: string]: never }, options?: NodeOptions): NodeHandle;
    /**
     * SaveThing · test · custom_nodes.pack
     * Output node.
     */
    SaveThing(inputs: SaveThingInputs, options?: NodeOptions): NodeHandle;
    /**
     * SaveThingV3 · test · custom_nodes.pack
     * Output node. Runs on a paid service.
     */
    SaveThingV3(inputs: SaveThingV3Inputs, options?: NodeOptions): NodeHandle;
  }
}
