import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";

/** One message of a server's WebSocket. */
export type SocketFrame =
  | { readonly kind: "event"; readonly name: string; readonly data: JsonObject; readonly promptId: string | null }
  | {
      readonly kind: "preview";
      /** Null in frames of type 1, which carry no ids. */
      readonly promptId: string | null;
      readonly node: string | null;
      readonly mime: string;
      readonly bytes: Uint8Array;
    }
  | { readonly kind: "text"; readonly node: string; readonly text: string };

/** The message in a text frame, or null for what is no event. Never throws: a broken frame decides nothing. */
export function parseTextFrame(text: string): SocketFrame | null {
  try {
    const json = parseJson(text, { source: "frame" });
    if (!isJsonObject(json) || typeof json["type"] !== "string") return null;
    const data = isJsonObject(json["data"]) ? json["data"] : {};
    const promptId = data["prompt_id"];
    return { kind: "event", name: json["type"], data, promptId: typeof promptId === "string" ? promptId : null };
  } catch {
    return null;
  }
}

/** The message in a binary frame: a u32 code, big-endian, then a payload by code. Null for codes that are not known. */
export function parseBinaryFrame(frame: Uint8Array): SocketFrame | null {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (bytes.length < 8) return null;
  const code = bytes.readUInt32BE(0);
  const word = bytes.readUInt32BE(4);
  if (code === 1) {
    const mime = word === 2 ? "image/png" : "image/jpeg";
    return { kind: "preview", promptId: null, node: null, mime, bytes: bytes.subarray(8) };
  }
  if (8 + word > bytes.length) return null;
  const head = bytes.toString("utf8", 8, 8 + word);
  const rest = bytes.subarray(8 + word);
  if (code === 3) return { kind: "text", node: head, text: rest.toString("utf8") };
  if (code === 4) return previewWithMetadata(head, rest);
  return null;
}

function previewWithMetadata(head: string, bytes: Uint8Array): SocketFrame | null {
  const metadata = parseTextFrame(`{"type":"preview","data":${head}}`);
  if (metadata?.kind !== "event") return null;
  const { display_node_id: shown, node_id: id, image_type: mime } = metadata.data;
  const node = typeof shown === "string" ? shown : typeof id === "string" ? id : null;
  return {
    kind: "preview",
    promptId: metadata.promptId,
    node,
    mime: mime === "image/png" ? "image/png" : "image/jpeg",
    bytes,
  };
}
