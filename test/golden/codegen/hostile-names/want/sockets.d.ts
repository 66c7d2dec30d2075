// Written by comfyc; not to be edited.
import type { Socket } from "comfyc";

export interface __ed962336Socket extends Socket<"*/"> {}
export interface ModelSocket extends Socket<"MODEL"> {}
export interface XY_8a1f2dd2Socket extends Socket<"X\"Y"> {}
export {};
