// Written by comfyc; not to be edited.
export type Big_9ffd5b =
  | 18446744073709551615n
  | 1;
export type Choice_0473ef =
  | "a"
  | "b";
export type Duration_4d52c7 =
  | 5
  | 10;
export type Mixed_fc6454 =
  | "a"
  | 1
  | true;
export type Rate_4595d9 =
  | 0.5
  | 1.5;
export {};
