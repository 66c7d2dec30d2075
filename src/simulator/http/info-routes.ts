import { freemem, totalmem } from "node:os";
import type { JsonObject } from "../../json/json-value.ts";
import { type FileLists, withFileLists } from "../object-info.ts";
import { serverVersion } from "../options.ts";
import { serverFeatures, type ServerState } from "../server-state.ts";
import { empty, json, text } from "./reply.ts";
import type { Route } from "./router.ts";

/** Folders that ComfyUI 0.8.0 has for models, in its order. */
const modelFolders = [
  "checkpoints",
  "configs",
  "loras",
  "vae",
  "text_encoders",
  "diffusion_models",
  "clip_vision",
  "style_models",
  "embeddings",
  "diffusers",
  "vae_approx",
  "controlnet",
  "gligen",
  "upscale_models",
  "latent_upscale_models",
  "custom_nodes",
  "hypernetworks",
  "photomaker",
  "classifiers",
  "model_patches",
  "audio_encoders",
];

/** What the server says about itself, its node types and its models. */
export function infoRoutes(state: ServerState): Route[] {
  const folders = [...new Set([...modelFolders, ...Object.keys(state.models)])];
  const filesOf = (folder: string) => (folders.includes(folder) ? [...(state.models[folder] ?? [])] : null);
  const fixed = (path: string, value: () => JsonObject | string[]): Route => ({
    method: "GET",
    path,
    handler: () => json(value()),
  });
  return [
    fixed("/system_stats", systemStats),
    fixed("/features", () => serverFeatures(state)),
    fixed("/object_info", () => objectInfo(state, Object.keys(state.objectInfo))),
    { method: "GET", path: "/object_info/{name}", handler: ({ params }) => json(objectInfo(state, [params["name"]!])) },
    fixed("/models", () => folders),
    {
      method: "GET",
      path: "/models/{folder}",
      handler: ({ params }) => {
        const files = filesOf(params["folder"]!);
        return files === null ? empty(404) : json(files);
      },
    },
    fixed("/embeddings", () => (filesOf("embeddings") ?? []).map((name) => name.replace(/\.[^.]*$/, ""))),
    {
      method: "GET",
      path: "/experiment/models",
      handler: () =>
        json(
          folders
            .filter((name) => !["configs", "custom_nodes"].includes(name))
            .map((name) => ({ name, folders: [`models/${name}`] })),
        ),
    },
    {
      method: "GET",
      path: "/experiment/models/{folder}",
      handler: ({ params }) => {
        const files = filesOf(params["folder"]!);
        return files === null
          ? empty(404)
          : json(files.map((name) => ({ name, pathIndex: 0, modified: 0, created: 0, size: 0 })));
      },
    },
    fixed("/extensions", () => []),
    fixed("/i18n", () => ({})),
    fixed("/workflow_templates", () => ({})),
    fixed("/global_subgraphs", () => ({})),
    // The handshake itself goes past the routes; this answers a plain request.
    {
      method: "GET",
      path: "/ws",
      handler: () => text('No WebSocket UPGRADE hdr: None\n Can "Upgrade" only to "WebSocket".', 400),
    },
  ];
}

function objectInfo(state: ServerState, names: readonly string[]): JsonObject {
  const files: FileLists = { inputs: state.folders.inputNames(), models: state.models };
  const entries = Object.create(null) as JsonObject;
  for (const name of names) {
    const nodeType = state.schema.nodeTypes.get(name);
    if (!Object.hasOwn(state.objectInfo, name)) continue;
    const entry = state.objectInfo[name] as JsonObject;
    entries[name] = nodeType === undefined ? entry : withFileLists(entry, nodeType, files);
  }
  return entries;
}

function systemStats(): JsonObject {
  const memory = { total: totalmem(), free: freemem() };
  return {
    system: {
      os: process.platform,
      ram_total: memory.total,
      ram_free: memory.free,
      comfyui_version: serverVersion,
      required_frontend_version: "1.35.9",
      installed_templates_version: null,
      required_templates_version: "0.7.67",
      python_version: "3.12 (simulated)",
      pytorch_version: "simulated",
      embedded_python: false,
      argv: ["comfyc", "simulate"],
      comfyc_simulator: true,
    },
    devices: [
      {
        name: "simulator",
        type: "cpu",
        index: null,
        vram_total: memory.total,
        vram_free: memory.free,
        torch_vram_total: memory.total,
        torch_vram_free: memory.free,
      },
    ],
  };
}
