// Written by comfyc; not to be edited.
export type Again_02d8bc =
  | "b"
  | "a";
export type Mode_02d8bc =
  | "b"
  | "a";
export {};
