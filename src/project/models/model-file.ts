import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject } from "../../json/json-value.ts";
import type { ComfyServer } from "../../runtime/comfy-server.ts";
import { type ModelFolders, type ModelName, unifiedName } from "./model-folders.ts";
import { findJson } from "../servers/open-server.ts";

/** What can be told of a model file beside its name. */
export interface ModelDetails {
  /** Bytes; null where the server does not tell. */
  readonly size: number | null;
  /** Of the file; null unless it was asked for and the file lies on this machine. */
  readonly sha256: string | null;
  /** What the file's own metadata says its hash is; nobody checked it. */
  readonly claimedHash: string | null;
}

const limits = { limit: 16 * 2 ** 20, timeoutMs: 30_000 };

/** Size and hashes of a model file of a server, as far as they can be seen from here. */
export async function readDetails(
  model: ModelName,
  server: ComfyServer,
  folders: ModelFolders,
  signal: AbortSignal | undefined,
): Promise<ModelDetails> {
  const entry = await folders.find(model);
  const local = isLoopback(server.url) ? await findLocalFile(model, folders, entry?.size ?? null) : undefined;
  return {
    size: entry?.size ?? local?.size ?? null,
    sha256: local === undefined ? null : await hashFile(local.path, signal),
    claimedHash: await findClaimedHash(model, entry?.name ?? model.file, server, signal),
  };
}

function isLoopback(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}

/**
 * The file of a model on this machine. The server says where its folders are, so the file must be a plain one and of
 * the size that the server tells: behind a tunnel or a container the path may be another's.
 */
async function findLocalFile(
  { folder, file }: ModelName,
  folders: ModelFolders,
  wanted: number | null,
): Promise<{ path: string; size: number } | undefined> {
  const parts = unifiedName(file).split("/");
  if (parts.includes("..")) return undefined;
  for (const root of await folders.pathsOf(folder)) {
    const path = join(root, ...parts);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() && (wanted === null || found.size === wanted)) return { path, size: found.size };
  }
  return undefined;
}

async function hashFile(path: string, signal: AbortSignal | undefined): Promise<string | null> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path, { ...(signal && { signal }), highWaterMark: 2 ** 20 }))
      hash.update(chunk as Buffer);
  } catch (error) {
    if (signal?.aborted) throw error;
    return null;
  }
  return hash.digest("hex");
}

/** Keys under which trainers write a hash of the weights into a .safetensors file. */
const hashKeys = ["modelspec.hash_sha256", "sshs_model_hash"];

async function findClaimedHash(
  { folder, file }: ModelName,
  listed: string,
  server: ComfyServer,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  if (!file.endsWith(".safetensors")) return null;
  const path = `/view_metadata/${encodeURIComponent(folder)}?filename=${encodeURIComponent(listed)}`;
  const json = await findJson(server, path, { ...limits, signal });
  if (json === undefined || !isJsonObject(json)) return null;
  const key = hashKeys.find((name) => typeof json[name] === "string");
  return key === undefined ? null : `${key} ${String(json[key]).slice(0, 100)}`;
}
