import type { JsonObject } from "../json/json-value.ts";
import type { PreviewImage } from "./events.ts";
import { uint32 } from "./files/bytes.ts";

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** Binary type 1: a format number (1 JPEG, 2 PNG) and the image. */
export function previewFrame(preview: PreviewImage): Buffer {
  return Buffer.concat([uint32(1), uint32(preview.format === "jpeg" ? 1 : 2), preview.bytes]);
}

/** Binary type 4: metadata as JSON with its length, and the image. */
export function previewFrameWithMetadata(meta: JsonObject, preview: PreviewImage): Buffer {
  const json = JSON.stringify({ ...meta, image_type: `image/${preview.format}` });
  return Buffer.concat([uint32(4), withLength(json), preview.bytes]);
}

/** Binary type 3: the node id with its length, and text. */
export function textFrame(nodeId: string, text: string): Buffer {
  return Buffer.concat([uint32(3), withLength(nodeId), Buffer.from(text)]);
}
