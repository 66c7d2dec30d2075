/** An integer as a manifest writes it: a number where JSON holds it exactly, else a string of its digits. */
export function writeInteger(value: number | bigint): number | string {
  return typeof value === "bigint" && !Number.isSafeInteger(Number(value)) ? value.toString() : Number(value);
}

/** The integer that a manifest wrote, exact: a number up to 2^53, a bigint beyond. */
export function readInteger(value: number | string): number | bigint {
  const integer = BigInt(value);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}
