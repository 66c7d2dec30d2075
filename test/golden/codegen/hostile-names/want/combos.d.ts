// Written by comfyc; not to be edited.
export type Constructor_042cb6 =
  | "'; import(\"fs\")//"
  | "`${x}`"
  | "\u003c/script>"
  | "\u202e";
export {};
