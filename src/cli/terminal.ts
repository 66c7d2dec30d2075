import { printableJson } from "../errors/printable.ts";

/** Where a command reads its surroundings and prints: results on `out`, words for people on `err`. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** A person watches `err`: progress may be drawn over. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Characters in a line of `out`; undefined where it is no terminal. */
  readonly columns?: number | undefined;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Whether to colour: FORCE_COLOR and NO_COLOR decide, else whether a person watches. */
export function wantsColor(env: Terminal["env"], isTerminal: boolean): boolean {
  if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return false;
  const force = env["FORCE_COLOR"];
  if (force !== undefined) return force !== "0" && force !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

export function bold(terminal: Terminal, text: string): string {
  return paint(terminal, 1, text);
}

export function red(terminal: Terminal, text: string): string {
  return paint(terminal, 31, text);
}

export function yellow(terminal: Terminal, text: string): string {
  return paint(terminal, 33, text);
}

export function dim(terminal: Terminal, text: string): string {
  return paint(terminal, 2, text);
}

function paint(terminal: Terminal, style: number, text: string): string {
  return terminal.color ? `\u001B[${style}m${text}\u001B[0m` : text;
}

/** One JSON value on a line of its own; 64-bit integers become decimal strings. */
export function printJson(terminal: Terminal, value: unknown): void {
  const text = JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
  terminal.out(`${printableJson(text)}\n`);
}
