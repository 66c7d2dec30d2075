import path from "node:path";

const types: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".webp": "image/webp",
  ".gif": "image/gif",
  ".svg": "image/svg+xml",
  ".mp4": "video/mp4",
  ".webm": "video/webm",
  ".mp3": "audio/mpeg",
  ".flac": "audio/x-flac",
  ".wav": "audio/x-wav",
  ".opus": "audio/ogg",
  ".json": "application/json",
  ".txt": "text/plain",
  ".glb": "model/gltf-binary",
};

/** Media type by file name. What a browser would run is `application/octet-stream`, and so is what is unknown. */
export function mediaType(filename: string): string {
  return types[path.extname(filename).toLowerCase()] ?? "application/octet-stream";
}
