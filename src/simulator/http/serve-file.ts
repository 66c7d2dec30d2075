import { createReadStream, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

/** Streams a file as aiohttp's FileResponse does: ETag, Last-Modified, ranges, conditional requests. */
export async function serveFile(
  path: string,
  headers: Readonly<Record<string, string>>,
  request: { readonly method: string; readonly headers: Readonly<Record<string, string | string[] | undefined>> },
  response: ServerResponse,
): Promise<void> {
  const stats = statSync(path, { bigint: true });
  const size = Number(stats.size);
  const etag = `"${stats.mtimeNs.toString(16)}-${size.toString(16)}"`;
  const common = { ...headers, etag, "last-modified": stats.mtime.toUTCString(), "accept-ranges": "bytes" };
  if (request.headers["if-none-match"] === etag) return void response.writeHead(304, common).end();
  const range = parseRange(request.headers["range"], size);
  if (range === "bad") return void response.writeHead(416, { ...common, "content-range": `bytes */${size}` }).end();
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const partial = range === null ? {} : { "content-range": `bytes ${start}-${end}/${size}` };
  response.writeHead(range === null ? 200 : 206, { ...common, ...partial, "content-length": String(end - start + 1) });
  if (request.method === "HEAD" || size === 0) return void response.end();
  await pipeline(createReadStream(path, { start, end }), response);
}

/** One range of bytes, both ends included; null without one, "bad" for one outside the file. */
function parseRange(
  header: string | string[] | undefined,
  size: number,
): { start: number; end: number } | null | "bad" {
  const match = typeof header === "string" ? /^bytes=(\d*)-(\d*)$/.exec(header) : null;
  if (match === null || (match[1] === "" && match[2] === "")) return null;
  const start = match[1] === "" ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === "" || match[2] === "" ? size - 1 : Math.min(size - 1, Number(match[2]));
  return start >= size || end < start ? "bad" : { start, end };
}
