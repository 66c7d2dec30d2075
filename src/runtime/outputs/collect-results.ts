import { ComfycError } from "../../errors/comfyc-error.ts";
import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import type { ManifestOutput } from "../../manifest/manifest.ts";
import type { Prompt } from "../../prompt/prompt.ts";
import type { SentImage } from "../follow/prompt-watch.ts";
import { collectItems, type OutputItem } from "./output-item.ts";

/** Results of all nodes: those of the manifest's outputs first and in its order, then the others. */
export function collectResults(
  outputs: readonly ManifestOutput[],
  reported: JsonObject,
  images: readonly SentImage[],
): OutputItem[] {
  const named = outputs.map((output) => output.node);
  const nodes = new Set([...named, ...Object.keys(reported), ...images.map((image) => image.node)]);
  return [...nodes].flatMap((node) => {
    const output = Object.hasOwn(reported, node) ? reported[node] : undefined;
    const sent = images.filter((image) => image.node === node);
    return [...(isJsonObject(output) ? collectItems(node, output) : []), ...sent.map(imageItem)];
  });
}

/** @throws output_missing where an output of the manifest that this prompt has gave nothing. */
export function requireOutputs(outputs: readonly ManifestOutput[], prompt: Prompt, items: readonly OutputItem[]): void {
  const missing = outputs.filter(
    // Kind `unknown` is that of nodes that leave nothing to fetch, such as one that saves a model.
    ({ node, kind }) => kind !== "unknown" && Object.hasOwn(prompt, node) && !items.some((item) => item.node === node),
  );
  if (missing.length === 0) return;
  const names = missing.map((output) => output.name);
  throw new ComfycError(
    "output_missing",
    `The run succeeded, but the server reports nothing for the output ${names.join(", ")}.`,
    {
      hint: "The node may have been blocked or its result cached: look at the server's log, and run it again.",
      details: { outputs: names },
    },
  );
}

function imageItem({ node, mime, bytes }: SentImage): OutputItem {
  const extension = mime === "image/png" ? "png" : "jpg";
  return { source: "bytes", node, kind: "image", extension, temporary: false, bytes };
}
