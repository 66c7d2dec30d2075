// Written by comfyc sync from the node types of a server; do not edit.
export type Again_02d8bc =
  | "b"
  | "a";
export type Mode_02d8bc =
  | "b"
  | "a";
export {};
