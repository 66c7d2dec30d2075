import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import type { SavedCanvas } from "./saved-workflow.ts";

/**
 * Refuses what the editor cannot open: nodes without a type, and subgraphs that contain themselves, both only where an
 * instance leads to them.
 * @throws node_without_type, recursive_definition
 */
export function checkFile(root: SavedCanvas, definitions: ReadonlyMap<string, SavedCanvas>): void {
  const done = new Set<SavedCanvas>();
  const open = new Set<SavedCanvas>();
  const visit = (canvas: SavedCanvas): void => {
    if (done.has(canvas)) return;
    if (open.has(canvas)) throw recursion(canvas);
    open.add(canvas);
    for (const { id, type } of canvas.nodes) {
      if (type === undefined) throw withoutType(id, canvas);
      const definition = definitions.get(type);
      if (definition !== undefined) visit(definition);
    }
    open.delete(canvas);
    done.add(canvas);
  };
  visit(root);
}

function place({ id, name }: SavedCanvas): string {
  return id === null ? "" : ` in subgraph ${JSON.stringify(printable(name || id))}`;
}

function withoutType(id: string, canvas: SavedCanvas): ComfycError {
  return new ComfycError("node_without_type", `Node ${printable(id)}${place(canvas)} has no type.`, {
    hint: "The editor cannot open such a file. Give the node its class type, or take it out.",
    details: { node: id },
  });
}

function recursion(canvas: SavedCanvas): ComfycError {
  const name = JSON.stringify(printable(canvas.name || canvas.id!));
  return new ComfycError("recursive_definition", `Subgraph ${name} contains itself.`, {
    hint: "The editor cannot open such a file. Take the instance out that closes the circle.",
    details: { definition: canvas.id },
  });
}
