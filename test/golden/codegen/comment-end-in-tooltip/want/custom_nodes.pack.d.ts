// Written by comfyc; not to be edited.
import type { IntSocket, NodeOptions, StringSocket } from "comfyc";

export interface EvilInputs {
  /**
   * *\/ }; import('fs'); /* // @ts-nocheck @deprecated `${process.env.HOME}` </script>
   * @default 0
   */
  a?: number | IntSocket;
  /**
   * \@ts-ignore
   * @default "*\/ x"
   */
  b?: string | StringSocket;
}
export interface Evil extends IntSocket {
  readonly INT: IntSocket;
}

declare module "comfyc" {
  interface Nodes {
    /** *\/ X · a*\/b c · custom_nodes.pack */
    Evil(inputs?: EvilInputs, options?: NodeOptions): Evil;
  }
}
