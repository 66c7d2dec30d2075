import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { OutputKind } from "../../manifest/output-kind.ts";
import type { ServerFile } from "../comfy-server.ts";
import { safeExtension } from "./file-name.ts";
import { isMeshName, mediaKind } from "./media-kind.ts";

/** A result that a node reported, not yet fetched. */
export type OutputItem = {
  readonly node: string;
  readonly kind: OutputKind;
  /** Lower case, without a dot. */
  readonly extension: string;
  readonly temporary: boolean;
} & ({ readonly source: "view"; readonly file: ServerFile } | { readonly source: "bytes"; readonly bytes: Uint8Array });

/**
 * The results in one node's history output, whatever the keys: objects with a `filename` are files, the strings of
 * `text` are text, and paths of 3D files (Preview3D reports bare strings) are files. Items of other types are left out.
 */
export function collectItems(node: string, output: JsonObject): OutputItem[] {
  const animated = Array.isArray(output["animated"]) && output["animated"].includes(true);
  return Object.entries(output).flatMap(([key, list]) =>
    Array.isArray(list) ? list.flatMap((value) => itemOf(node, key, value, animated)) : [],
  );
}

function itemOf(node: string, key: string, value: JsonValue, animated: boolean): OutputItem[] {
  if (typeof value === "string") return key === "text" ? [textItem(node, value)] : meshItem(node, value);
  if (!isJsonObject(value) || typeof value["filename"] !== "string") return [];
  const { filename, subfolder, type, format } = value;
  return fileItem(
    node,
    filename,
    typeof subfolder === "string" ? subfolder : "",
    typeof type === "string" ? type : "output",
    typeof format === "string" ? format : null,
    animated,
  );
}

function fileItem(
  node: string,
  filename: string,
  subfolder: string,
  type: string,
  format: string | null,
  animated: boolean,
): OutputItem[] {
  // Items of type input are the user's own files, shown again.
  if (type !== "output" && type !== "temp") return [];
  const extension = safeExtension(filename);
  const kind = mediaKind(extension, format, animated);
  return [{ source: "view", node, kind, extension, temporary: type === "temp", file: { filename, subfolder, type } }];
}

function textItem(node: string, text: string): OutputItem {
  return { source: "bytes", node, kind: "text", extension: "txt", temporary: false, bytes: Buffer.from(text, "utf8") };
}

/** `folder/model.glb`, perhaps with ` [output]`: a path below the server's output folder. */
function meshItem(node: string, text: string): OutputItem[] {
  const match = /^(.*?)(?: \[(output|temp|input)\])?$/s.exec(text);
  const path = match?.[1]?.replaceAll("\\", "/") ?? "";
  if (!isMeshName(path)) return [];
  const at = path.lastIndexOf("/");
  return fileItem(node, path.slice(at + 1), at < 0 ? "" : path.slice(0, at), match?.[2] ?? "output", null, false);
}
