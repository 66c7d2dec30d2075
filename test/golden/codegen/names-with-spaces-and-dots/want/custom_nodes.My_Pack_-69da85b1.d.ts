// Written by comfyc; not to be edited.
import type { FloatSocket, IntSocket, NodeHandle, NodeOptions } from "comfyc";
import type { ANY_618c7950Socket, FILE_9ef2faffSocket, ImageSocket, Ipadapter_d3428625Socket, Load3dSocket, Load_3dSocket, ModelTaskIdSocket } from "./sockets.js";

export interface Image_Blend_0ebf52ec3ec4b4363e77Inputs {
  /** @default 1.0 */
  "blocks.0."?: number | FloatSocket;
  "model task_id": ModelTaskIdSocket;
  "10": number | IntSocket;
  "2": number | IntSocket;
}
export interface Image_Blend_0ebf52ec3ec4b4363e77 extends ImageSocket {
  readonly "3D Model Path": ImageSocket;
}
export interface Image_Blend_c885e74d663c3ffca093 extends NodeHandle {
  readonly LOAD_3D: Load_3dSocket;
  readonly LOAD3D: Load3dSocket;
  readonly ANY: ANY_618c7950Socket;
  readonly FILE: FILE_9ef2faffSocket;
  readonly ipadapter: Ipadapter_d3428625Socket;
}

declare module "comfyc" {
  interface Nodes {
    /** Image Blend · test · custom_nodes.My Pack! */
    "Image Blend"(inputs: Image_Blend_0ebf52ec3ec4b4363e77Inputs, options?: NodeOptions): Image_Blend_0ebf52ec3ec4b4363e77;
    /** Image-Blend · test · custom_nodes.My Pack! */
    "Image-Blend"(inputs?: { readonly [input: string]: never }, options?: NodeOptions): Image_Blend_c885e74d663c3ffca093;
  }
}
