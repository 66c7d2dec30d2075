// Written by comfyc sync from the node types of a server; do not edit.
export type Many_01f650 =
  | "x"
  | "y";
export type Style_e50bb3 =
  | "soft"
  | "hard";
export {};
