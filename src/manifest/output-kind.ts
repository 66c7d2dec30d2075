import type { ManifestOutput } from "./manifest.ts";

/** What the files of an output are. */
export type OutputKind = ManifestOutput["kind"];

/** Node types whose kind does not follow from the sockets that they take. */
const kindsByClass: Readonly<Record<string, OutputKind>> = {
  SaveAnimatedWEBP: "animation",
  SaveAnimatedPNG: "animation",
  SaveWEBM: "video",
  VHS_VideoCombine: "video",
  PreviewAny: "text",
  SaveGLB: "mesh",
  Preview3D: "mesh",
  Preview3DAnimation: "mesh",
  SaveSVGNode: "image",
};

/** In the order in which they decide: a node that takes VIDEO and AUDIO saves a video. */
const kindsBySocket: readonly (readonly [string, OutputKind])[] = [
  ["VIDEO", "video"],
  ["MESH", "mesh"],
  ["IMAGE", "image"],
  ["MASK", "image"],
  ["SVG", "image"],
  ["AUDIO", "audio"],
  ["LATENT", "latent"],
  ["STRING", "text"],
];

/**
 * The kind of result that an output node leaves: by its class type, else by the types of the sockets (not of the
 * widgets) that it takes.
 * `unknown` for a node that leaves nothing a caller can fetch, such as one that saves a model.
 */
export function findOutputKind(classType: string, socketTypes: readonly string[]): OutputKind {
  if (Object.hasOwn(kindsByClass, classType)) return kindsByClass[classType]!;
  return kindsBySocket.find(([type]) => socketTypes.includes(type))?.[1] ?? "unknown";
}
