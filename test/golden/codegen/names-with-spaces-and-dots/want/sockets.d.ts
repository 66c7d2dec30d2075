// Written by comfyc; not to be edited.
import type { Socket } from "comfyc";

export interface ANY_618c7950Socket extends Socket<"ANY"> {}
export interface FILE_9ef2faffSocket extends Socket<"FILE"> {}
export interface ImageSocket extends Socket<"IMAGE"> {}
export interface Load3dSocket extends Socket<"LOAD3D"> {}
export interface Load_3dSocket extends Socket<"LOAD_3D"> {}
export interface ModelTaskIdSocket extends Socket<"MODEL_TASK_ID"> {}
export interface Ipadapter_d3428625Socket extends Socket<"ipadapter"> {}
export {};
