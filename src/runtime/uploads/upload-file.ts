import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import { isJsonObject } from "../../json/json-value.ts";
import type { ComfyServer } from "../comfy-server.ts";
import type { LocalFile } from "./local-file.ts";

export interface UploadedFile {
  readonly slot: string;
  readonly path: string;
  readonly sha256: string;
  /** What the prompt calls it: `subfolder/name`. */
  readonly name: string;
}

/** Tries of one upload; it may be repeated because equal content under one name is stored once. */
const attempts = 3;

/**
 * Puts a file into the server's input folder under a name made of its content, so that the same file is stored once.
 * The name that the server gives back counts: where the name was taken by other content, it has another one.
 * @throws server_unreachable, not_comfyui, file_unreadable where the server takes no file of that size.
 */
export async function uploadFile(server: ComfyServer, file: LocalFile, signal?: AbortSignal): Promise<UploadedFile> {
  const sha256 = await hashFile(file.path, signal);
  const extension = /^\.[a-z0-9]{1,12}$/i.test(extname(file.path)) ? extname(file.path).toLowerCase() : "";
  const name = `comfyc_${sha256.slice(0, 32)}${extension}`;
  for (let attempt = 1; ; attempt++) {
    try {
      return { slot: file.slot, path: file.path, sha256, name: await sendFile(server, file, name, signal) };
    } catch (error) {
      const cut = ComfycError.isInstance(error) && error.code === "server_unreachable";
      if (!cut || attempt === attempts) throw error;
    }
  }
}

/** Refuses a file that is larger than the server says it takes, before a byte of it is sent. @throws file_unreadable */
export function checkUploadSize(file: LocalFile, limit: number | null): void {
  // The limit counts the whole body; the multipart frame around the file stays below 2 KiB.
  if (limit === null || file.size + 2048 <= limit) return;
  throw tooLarge(file, `${megabytes(limit)} MB`);
}

async function sendFile(server: ComfyServer, file: LocalFile, name: string, signal?: AbortSignal): Promise<string> {
  const form = multipart(name, file);
  const path = "/upload/image";
  const reply = await server.http.sendText({ method: "POST", path, ...form, ...(signal && { signal }) });
  if (reply.status === 413) throw tooLarge(file, "its limit");
  const json = server.http.parseReply(reply, path);
  const stored = isJsonObject(json) ? json["name"] : null;
  const subfolder = isJsonObject(json) && typeof json["subfolder"] === "string" ? json["subfolder"] : "";
  if (typeof stored !== "string" || !stored.startsWith(name.slice(0, 39))) {
    throw new ComfycError(
      "not_comfyui",
      `${server.url}${path} stored ${name} as ${printable(String(stored)).slice(0, 100)}.`,
      {
        hint: "Another program seems to answer the upload: check the address.",
      },
    );
  }
  return subfolder === "" ? stored : `${subfolder}/${stored}`;
}

function multipart(
  name: string,
  file: LocalFile,
): { headers: Record<string, string>; body: AsyncIterable<Uint8Array> } {
  const boundary = `comfyc-${randomUUID()}`;
  const fields = { type: "input", ...(file.kind === "mesh" && { subfolder: "3d" }) };
  const heads = Object.entries(fields).map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`,
  );
  const fileHead = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const head = Buffer.from(heads.join("") + fileHead);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": String(head.length + file.size + tail.length),
    },
    body: (async function* () {
      yield head;
      // A file that grows meanwhile must not break the announced length.
      yield* createReadStream(file.path, { end: file.size - 1 });
      yield tail;
    })(),
  };
}

async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, signal && { signal })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function tooLarge(file: LocalFile, limit: string): ComfycError {
  return new ComfycError(
    "file_unreadable",
    `Slot "${file.slot}": ${file.path} has ${megabytes(file.size)} MB, more than the server takes (${limit}).`,
    {
      hint: "Start ComfyUI with a higher --max-upload-size (in MB), or give a smaller file.",
      details: { slot: file.slot },
    },
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
