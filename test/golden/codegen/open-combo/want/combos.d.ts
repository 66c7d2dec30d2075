// Written by comfyc; not to be edited.
export type Many_01f650 =
  | "x"
  | "y";
export type Style_e50bb3 =
  | "soft"
  | "hard";
export {};
