import type { OutputKind } from "../../manifest/output-kind.ts";

const extensions: Readonly<Record<string, readonly string[]>> = {
  image: ["png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "exr", "hdr", "svg", "avif", "jxl"],
  animation: ["gif", "apng"],
  video: ["mp4", "webm", "mov", "mkv", "avi", "m4v"],
  audio: ["wav", "mp3", "flac", "opus", "ogg", "m4a", "aac"],
  mesh: ["glb", "gltf", "obj", "fbx", "stl", "ply", "usdz", "splat", "ksplat", "spz"],
  text: ["txt", "json", "csv", "srt", "vtt", "md"],
  latent: ["latent"],
};

const kinds = new Map(
  Object.entries(extensions).flatMap(([kind, list]) => list.map((each) => [each, kind as OutputKind] as const)),
);

/** The kind of a file by its extension, then by the MIME type that a node reported; never by the key it stands under. */
export function mediaKind(extension: string, format: string | null, animated: boolean): OutputKind {
  const kind = kinds.get(extension);
  if (kind === "image" && animated) return "animation";
  if (kind !== undefined) return kind;
  const family = format?.split("/", 1)[0];
  return family === "image" || family === "video" || family === "audio" ? family : "unknown";
}

/** True for a file of a 3D model, by the name of it. */
export function isMeshName(name: string): boolean {
  return extensions["mesh"]!.includes(/\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? "");
}
