// Written by comfyc sync from the node types of a server; do not edit.
import type { Socket } from "comfyc";

export interface ImageSocket extends Socket<"IMAGE"> {}
export {};
