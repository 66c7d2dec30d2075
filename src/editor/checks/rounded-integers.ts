import { isJsonObject, JsonFloat, type JsonValue } from "../../json/json-value.ts";
import type { CanvasNode } from "../load/canvas.ts";
import type { Warn } from "../convert-warning.ts";

/** Tells of integers beyond 2^53 among the values of a node: the editor rounds them as it reads the file. */
export function reportRoundedIntegers(node: CanvasNode, warn: Warn): void {
  const values = node.saved.json["widgets_values"];
  for (const integer of bigIntegers(values ?? null)) {
    const words = `${integer} becomes ${Number(integer)}, as the editor cannot hold it`;
    warn("rounded-integer", node.id, `Node ${node.id} (${node.type}): ${words}.`);
  }
}

function* bigIntegers(value: JsonValue): Generator<bigint | number> {
  if (typeof value === "bigint") yield value;
  else if (typeof value === "number") {
    // A value that was read by JSON.parse is rounded already.
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) yield value;
  } else if (Array.isArray(value)) for (const item of value) yield* bigIntegers(item);
  else if (isJsonObject(value) && !((value as unknown) instanceof JsonFloat)) {
    for (const key of Object.keys(value)) yield* bigIntegers(value[key]!);
  }
}
