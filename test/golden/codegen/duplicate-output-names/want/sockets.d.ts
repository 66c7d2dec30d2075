// Written by comfyc; not to be edited.
import type { Socket } from "comfyc";

export interface ImageSocket extends Socket<"IMAGE"> {}
export interface MaskSocket extends Socket<"MASK"> {}
export {};
