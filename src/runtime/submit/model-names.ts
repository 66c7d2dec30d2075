import { didYouMean, findNearest, renderOptions, sortByNearness } from "../../errors/suggestion.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { Prompt } from "../../prompt/prompt.ts";
import type { ComfyServer } from "../comfy-server.ts";

const modelFile = /\.(safetensors|sft|ckpt|pt2?|pth|bin|gguf|onnx|pkl)$/i;

/**
 * `prompt` with model names in the server's own spelling, where they differ only in `/` and `\` (a Windows server lists
 * `SD1.5\a.safetensors`). Asks the server only about node types that get a name with a separator.
 */
export async function matchModelNames(server: ComfyServer, prompt: Prompt, manifest: Manifest): Promise<Prompt> {
  const wanted = findModelInputs(prompt, manifest).filter(({ value }) => /[\\/]/.test(value));
  let result = prompt;
  for (const { id, input, value } of wanted) {
    const node = result[id]!;
    const names = comboNames(await server.fetchNodeInfo(node.class_type), input);
    if (names.includes(value)) continue;
    const listed = names.find((name) => unified(name) === unified(value));
    if (listed !== undefined) result = { ...result, [id]: { ...node, inputs: { ...node.inputs, [input]: listed } } };
  }
  return result;
}

/**
 * What to do about a name that the server does not list: the listed one that was meant, by whole path or by file name
 * alone, else the nearest of the list.
 * @param folder model folder that the list shows, where it shows one.
 */
export function renderNearestName(wanted: string, names: readonly string[], folder?: string): string {
  const base = (name: string) => unified(name).split("/").at(-1)!;
  const sameFile = names.find((name) => base(name).toLowerCase() === base(wanted).toLowerCase());
  const near = didYouMean(sameFile ?? findNearest(wanted, names));
  if (near !== undefined) return near;
  const install = folder === undefined ? "" : `put the file into models/${folder} of the server`;
  if (names.length === 0) return `The server lists none${install === "" ? "." : `: ${install}.`}`;
  const listed = `The server has ${renderOptions(sortByNearness(wanted, names), 5)}`;
  return install === "" ? `${listed}.` : `${listed}. Take one of them, or ${install}.`;
}

/** The options of a combo in an object_info entry: V1 has them in place of the type, V3 under `options`. */
export function comboNames(nodeInfo: JsonObject | null, input: string): string[] {
  const sections = nodeInfo !== null && isJsonObject(nodeInfo["input"]) ? nodeInfo["input"] : {};
  for (const section of [sections["required"], sections["optional"]]) {
    const declared = isJsonObject(section) ? section[input] : null;
    if (!Array.isArray(declared)) continue;
    const [type, options] = declared;
    const list: JsonValue = Array.isArray(type) ? type : isJsonObject(options) ? (options["options"] ?? null) : null;
    return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
  }
  return [];
}

interface ModelInput {
  readonly id: string;
  readonly input: string;
  readonly value: string;
}

function findModelInputs(prompt: Prompt, manifest: Manifest): ModelInput[] {
  const declared = new Set<string>();
  for (const slot of manifest.slots) {
    if (slot.kind === "model") for (const { node, input } of slot.targets) declared.add(`${node}\0${input}`);
  }
  for (const { node, input } of manifest.requires.models) declared.add(`${node}\0${input}`);
  return Object.entries(prompt).flatMap(([id, node]) =>
    Object.entries(node.inputs).flatMap(([input, value]) =>
      typeof value === "string" && (declared.has(`${id}\0${input}`) || modelFile.test(value))
        ? [{ id, input, value }]
        : [],
    ),
  );
}

function unified(name: string): string {
  return name.replaceAll("\\", "/");
}
