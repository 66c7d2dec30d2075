import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { isJsonObject, type JsonObject } from "../../json/json-value.ts";
import { parseJson } from "../../json/parse-json.ts";
import { isFolderType, parseAnnotated } from "../files/server-folders.ts";
import { readPngText, isPng, withPngText } from "../files/png.ts";
import type { ServerState } from "../server-state.ts";
import { type FormPart, parseMultipart } from "./multipart.ts";
import { empty, json, type Reply, ReplyError, serverError } from "./reply.ts";
import type { SimulatorRequest } from "./request.ts";
import type { Route } from "./router.ts";

type Form = ReadonlyMap<string, FormPart>;

/** POST /upload/image, which takes any file, and /upload/mask. */
export function uploadRoutes(state: ServerState): Route[] {
  return [
    { method: "POST", path: "/upload/image", handler: async (request) => upload(state, await formOf(request)) },
    {
      method: "POST",
      path: "/upload/mask",
      handler: async (request) => {
        const form = await formOf(request);
        return upload(state, form, (mask) => maskedOriginal(state, form, mask));
      },
    },
  ];
}

async function formOf(request: SimulatorRequest): Promise<Form> {
  const bytes = await request.bytes();
  return parseMultipart(bytes, request.headers["content-type"] ?? "") ?? new Map();
}

function field(form: Form, name: string): string | null {
  return form.get(name)?.data.toString("utf8") ?? null;
}

async function upload(
  state: ServerState,
  form: Form,
  convert?: (data: Buffer) => Promise<Buffer | null>,
): Promise<Reply> {
  const type = field(form, "type") ?? "input";
  if (!isFolderType(type)) throw new ReplyError(serverError());
  const part = form.get("image");
  if (part === undefined || !part.filename) return empty(400);
  const subfolder = field(form, "subfolder") ?? "";
  const folder = state.folders.resolve(type, subfolder);
  if (folder === null || state.folders.resolve(type, subfolder, part.filename) === null) return empty(400);
  await mkdir(folder, { recursive: true });
  const overwrite = ["true", "1"].includes(field(form, "overwrite") ?? "");
  const { name, isDuplicate } = overwrite
    ? { name: part.filename, isDuplicate: false }
    : await freeName(folder, part.filename, part.data);
  if (!isDuplicate) {
    const data = convert === undefined ? part.data : await convert(part.data);
    if (data !== null) await writeFile(path.join(folder, name), data);
  }
  return json({ name, subfolder, type });
}

/** The name to store under: `name (1).png` and so on where another content has it already. */
async function freeName(
  folder: string,
  filename: string,
  data: Buffer,
): Promise<{ name: string; isDuplicate: boolean }> {
  const extension = path.extname(filename);
  const base = filename.slice(0, filename.length - extension.length);
  let name = filename;
  for (let count = 1; existsSync(path.join(folder, name)); count++) {
    if ((await readFile(path.join(folder, name))).equals(data)) return { name, isDuplicate: true };
    name = `${base} (${count})${extension}`;
  }
  return { name, isDuplicate: false };
}

/** The picture that `original_ref` names, with the alpha channel of the mask; null where it is not there. */
async function maskedOriginal(state: ServerState, form: Form, mask: Buffer): Promise<Buffer | null> {
  const original = originalFile(state, referenceOf(form));
  if (original === null || !existsSync(original)) return null;
  const bytes = await readFile(original);
  const { width = 1, height = 1 } = await sharp(bytes).metadata();
  const alpha = await sharp(mask)
    .ensureAlpha()
    .resize(width, height, { fit: "fill" })
    .extractChannel(3)
    .raw()
    .toBuffer();
  // In two steps: within one, sharp would remove the alpha channel after it was joined.
  const color = await sharp(bytes).removeAlpha().toColourspace("srgb").raw().toBuffer();
  const png = await sharp(color, { raw: { width, height, channels: 3 } })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  return isPng(bytes) ? withPngText(png, readPngText(bytes)) : png;
}

/** @throws ReplyError 500 where it is missing or no JSON object */
function referenceOf(form: Form): JsonObject {
  try {
    const reference = parseJson(field(form, "original_ref") ?? "");
    if (isJsonObject(reference)) return reference;
  } catch {
    // Answered below like any other value.
  }
  throw new ReplyError(serverError());
}

function originalFile(state: ServerState, reference: JsonObject): string | null {
  const { name, type: annotated } = parseAnnotated(String(reference["filename"] ?? ""));
  const type = annotated ?? reference["type"] ?? "output";
  if (name === "" || name.startsWith("/") || name.includes("..") || !isFolderType(type)) return null;
  return state.folders.resolve(type, String(reference["subfolder"] ?? ""), name);
}
