// Written by comfyc sync from the node types of a server; do not edit.
export type Constructor_042cb6 =
  | "'; import(\"fs\")//"
  | "`${x}`"
  | "\u003c/script>"
  | "\u202e";
export {};
