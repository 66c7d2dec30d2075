import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { isFolderType, parseAnnotated } from "../files/server-folders.ts";
import type { ServerState } from "../server-state.ts";
import { mediaType } from "./media-type.ts";
import { empty, type Reply, ReplyError, serverError } from "./reply.ts";
import type { SimulatorRequest } from "./request.ts";
import type { Route } from "./router.ts";

/** GET /view and /view_metadata: files of the server. */
export function viewRoutes(state: ServerState): Route[] {
  return [
    { method: "GET", path: "/view", handler: (request) => view(state, request) },
    {
      method: "GET",
      path: "/view_metadata/{folder}",
      handler: (request) => {
        const known = state.models[request.params["folder"]!]?.includes(request.query("filename") ?? "") ?? false;
        // The simulator's models are names without content; ComfyUI answers 500 for an empty file.
        return known ? serverError() : empty(404);
      },
    },
  ];
}

async function view(state: ServerState, request: SimulatorRequest): Promise<Reply> {
  const file = fileOf(state, request);
  const filename = path.basename(file);
  const disposition = { "content-disposition": `filename="${filename}"` };
  const preview = request.query("preview");
  if (preview !== null) return encode(file, disposition, previewFormat(preview));
  const channel = request.query("channel") ?? "rgba";
  if (channel === "rgb" || channel === "a") return channelPng(file, disposition, channel);
  return { status: 200, headers: { ...disposition, "content-type": mediaType(filename) }, file: { path: file } };
}

/** @throws ReplyError 400 for a bad name or type, 403 for a folder outside, 404 for a file that is not there */
function fileOf(state: ServerState, request: SimulatorRequest): string {
  const asked = request.query("filename");
  if (asked === null) throw new ReplyError(empty(404));
  const { name, type: annotated } = parseAnnotated(asked);
  if (name === "" || name.startsWith("/") || name.includes("..")) throw new ReplyError(empty(400));
  const type = annotated ?? request.query("type") ?? "output";
  if (!isFolderType(type)) throw new ReplyError(empty(400));
  const folder = state.folders.resolve(type, request.query("subfolder") ?? "");
  if (folder === null) throw new ReplyError(empty(403));
  const file = path.join(folder, path.basename(name));
  if (!existsSync(file) || !statSync(file).isFile()) throw new ReplyError(empty(404));
  return file;
}

interface PreviewFormat {
  readonly format: "webp" | "jpeg";
  readonly quality: number;
}

/** `webp`, `jpeg`, or one of them with `;quality`. */
function previewFormat(text: string): PreviewFormat {
  const [format = "", quality = "90"] = text.split(";");
  return { format: format === "jpeg" ? "jpeg" : "webp", quality: /^\d+$/.test(quality) ? Number(quality) : 90 };
}

async function encode(
  file: string,
  headers: Record<string, string>,
  { format, quality }: PreviewFormat,
): Promise<Reply> {
  const body = await picture(file, (image) => image.toFormat(format, { quality: Math.min(100, Math.max(1, quality)) }));
  return { status: 200, headers: { ...headers, "content-type": `image/${format}` }, body };
}

async function channelPng(file: string, headers: Record<string, string>, channel: "rgb" | "a"): Promise<Reply> {
  const body = await picture(file, (image) => {
    if (channel === "rgb") return image.removeAlpha().png();
    return image.ensureAlpha().extractChannel(3).toColourspace("b-w").png();
  });
  return { status: 200, headers: { ...headers, "content-type": "image/png" }, body };
}

async function picture(file: string, change: (image: Sharp) => Sharp): Promise<Buffer> {
  try {
    return await change(sharp(readFileSync(file))).toBuffer();
  } catch {
    throw new ReplyError(serverError());
  }
}
