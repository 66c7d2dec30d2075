import type { GraphNote } from "../graph/graph.ts";
import type { JsonObject } from "../json/json-value.ts";
import { titleHeight } from "./node-size.ts";
import type { Box } from "./layout.ts";

const width = 320;
const gap = 40;

/** Notes as the editor's Note nodes, in a row above `content`, with ids that `taken` does not hold. */
export function renderNotes(notes: readonly GraphNote[], content: Box, taken: Set<string>): JsonObject[] {
  return notes.map(({ text }, index) => {
    const height = noteHeight(text);
    return {
      id: freeId(taken),
      type: "Note",
      pos: [content.x + index * (width + gap), content.y - height - titleHeight - 2 * gap],
      size: [width, height],
      flags: {},
      order: 0,
      mode: 0,
      inputs: [],
      outputs: [],
      properties: { text: "" },
      widgets_values: [text],
      color: "#432",
      bgcolor: "#653",
    };
  });
}

function noteHeight(text: string): number {
  const lines = text.split("\n").reduce((count, line) => count + Math.max(1, Math.ceil(line.length / 44)), 0);
  return Math.max(88, 40 + lines * 16);
}

function freeId(taken: Set<string>): string {
  let id = "Note";
  for (let ordinal = 2; taken.has(id); ordinal++) id = `Note_${ordinal}`;
  taken.add(id);
  return id;
}
