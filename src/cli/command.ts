import type { Command } from "commander";
import type { Terminal } from "./terminal.ts";

/** Takes the exit status of the command that ran. */
export type Finish = (status: number) => void;

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Only the command that runs is loaded, so that each starts fast. */
  readonly load: () => Promise<{ createCommand: (terminal: Terminal, finish: Finish) => Command }>;
}
