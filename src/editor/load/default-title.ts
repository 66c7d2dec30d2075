import type { CanvasNode } from "./canvas.ts";
import { englishTitles } from "./english-titles.ts";

const ownTitles: Readonly<Record<string, string>> = {
  Reroute: "Reroute",
  PrimitiveNode: "Primitive",
  Note: "Note",
  MarkdownNote: "Markdown Note",
};

/** The title of a node that the user did not name, in the English editor. */
export function defaultTitle({ role, type, nodeType, definition }: CanvasNode): string {
  if (nodeType !== null) return typeTitle(nodeType.name, nodeType.displayName);
  if (definition !== null) return definition.name;
  return role === "missing" ? "" : (ownTitles[type] ?? "");
}

/** A display name, else what the editor's English locale says, else the class. An empty name is the class too. */
function typeTitle(name: string, displayName: string | null): string {
  if (displayName !== null) return displayName || name;
  return englishTitles.get(name) ?? name;
}
