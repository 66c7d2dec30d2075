import { createHash } from "node:crypto";

/** Numbers in [0, 1) that depend on a text alone: the same on every machine. */
export class HashNumbers {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(text: string) {
    this.bytes = createHash("sha512").update(text).digest();
  }

  next(): number {
    const value = this.bytes.readUInt16BE(this.at) / 65_536;
    this.at = (this.at + 2) % (this.bytes.length - 1);
    return value;
  }
}

/** The first number of a text's sequence. */
export function hashNumber(text: string): number {
  return new HashNumbers(text).next();
}
