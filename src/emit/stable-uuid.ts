import { createHash } from "node:crypto";

/** A UUID made of a name (version 8, RFC 9562): the same name, the same id, so that a build repeats its bytes. */
export function stableUuid(name: string): string {
  const hex = createHash("sha256").update(`comfyc:${name}`, "utf8").digest("hex");
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
