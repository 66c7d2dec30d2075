import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ComfycError } from "../errors/comfyc-error.ts";
import type { NodeSource, SourcePosition } from "../errors/source-position.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
import { parsePrompt } from "../prompt/parse-prompt.ts";
import { renderPrompt, sha256 } from "../prompt/prompt-text.ts";
import type { Prompt } from "../prompt/prompt.ts";
import { fileError } from "./files/read-text-file.ts";

/** A built workflow, ready to run: what `build` wrote, read back and checked. */
export interface Bundle {
  /** Folder it was read from, or null for a bundle made in memory. */
  readonly dir: string | null;
  readonly manifest: Manifest;
  readonly prompt: Prompt;
  /** The editor's file; it travels in the metadata of the pictures. Null where the bundle has none. */
  readonly workflowJson: JsonObject | null;
  /** Node id → source. Empty where source.json is missing. */
  readonly sources: Readonly<Record<string, NodeSource>>;
}

/**
 * The bundle in a folder: manifest.json, workflow_api.json, and workflow.json and source.json where they exist.
 * @throws unknown_workflow where the folder has no manifest, invalid_manifest, invalid_json, stale_generated where the
 * prompt is not the one that the manifest was written for.
 */
export async function readBundle(dir: string): Promise<Bundle> {
  const manifestFile = join(dir, "manifest.json");
  const manifestText = await readText(manifestFile);
  if (manifestText === null) {
    throw new ComfycError("unknown_workflow", `${dir} is not a bundle: it has no manifest.json.`, {
      hint: "Name a folder that `comfyc build` wrote, or run the build first.",
    });
  }
  const manifest = parseManifest(parseJson(manifestText, { source: manifestFile }), manifestFile);
  const prompt = await readPrompt(join(dir, "workflow_api.json"), manifest);
  const workflowJson = await readJson(join(dir, "workflow.json"));
  const sources = await readJson(join(dir, "source.json"));
  return {
    dir,
    manifest,
    prompt,
    workflowJson: isJsonObject(workflowJson) ? workflowJson : null,
    sources: parseSources(sources),
  };
}

/**
 * A bundle without slots around a bare API prompt.
 * @param name the workflow's name in file names and sidecars; a path gives its last part without `.json`.
 * @throws invalid_manifest where `json` is no API prompt.
 */
export function bundleFromPrompt(json: JsonValue | Prompt, name = "prompt"): Bundle {
  const prompt = parsePrompt(json as JsonValue, name);
  const manifest: Manifest = {
    manifestVersion: 1,
    name: basename(name).replace(/(_api)?\.json$/i, "") || "prompt",
    version: "0.0.0",
    task: null,
    comfycVersion: "",
    promptSha256: sha256(renderPrompt(prompt)),
    schemaSha256: "",
    slots: [],
    edits: [],
    outputs: [],
    requires: { comfyui: null, nodePacks: [], models: [] },
  };
  return { dir: null, manifest, prompt, workflowJson: null, sources: {} };
}

async function readPrompt(file: string, manifest: Manifest): Promise<Prompt> {
  const text = await readText(file);
  if (text === null) {
    throw new ComfycError("invalid_manifest", `${file} is missing.`, {
      hint: "Run `comfyc build`; a bundle is manifest.json and workflow_api.json together.",
    });
  }
  if (sha256(text) !== manifest.promptSha256) {
    throw new ComfycError("stale_generated", `${file} is not the prompt that the manifest beside it was written for.`, {
      hint: "Run `comfyc build` again; generated files are not to be edited by hand.",
    });
  }
  return parsePrompt(parseJson(text, { source: file }), file);
}

function parseSources(json: JsonValue | null): Record<string, NodeSource> {
  const found: Record<string, NodeSource> = Object.create(null) as Record<string, NodeSource>;
  if (!isJsonObject(json)) return found;
  const nodes = isJsonObject(json["nodes"]) ? json["nodes"] : json;
  for (const [id, value] of Object.entries(nodes)) {
    const position = parsePosition(isJsonObject(value) && isJsonObject(value["position"]) ? value["position"] : value);
    if (position === null) continue;
    const around = isJsonObject(value) && Array.isArray(value["calledFrom"]) ? value["calledFrom"] : [];
    found[id] = { position, calledFrom: around.map(parsePosition).filter((each) => each !== null) };
  }
  return found;
}

function parsePosition(json: JsonValue | undefined): SourcePosition | null {
  if (!isJsonObject(json)) return null;
  const { file, line, column } = json;
  if (typeof file !== "string" || typeof line !== "number") return null;
  return { file, line, column: typeof column === "number" ? column : 1 };
}

async function readJson(file: string): Promise<JsonValue | null> {
  const text = await readText(file);
  return text === null ? null : parseJson(text, { source: file });
}

async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const failure = fileError(file, error);
    if (failure.code === "file_not_found") return null;
    throw failure;
  }
}
