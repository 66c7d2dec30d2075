import type { IncomingHttpHeaders } from "node:http";

/**
 * True for a request that ComfyUI refuses with 403: a page of another origin, against a server on loopback
 * (server.py: create_origin_only_middleware). Ports count only where both sides name one.
 */
export function isForeignOrigin(headers: IncomingHttpHeaders): boolean {
  const { host, origin } = headers;
  if (host === undefined || origin === undefined) return false;
  const own = split(host.toLowerCase());
  const asking = split(
    origin
      .toLowerCase()
      .replace(/^[a-z][a-z\d+.-]*:\/\//, "")
      .replace(/\/.*$/, ""),
  );
  if (!isLoopback(own.name) || own.name === "" || asking.name === "" || origin === "null") return false;
  if (own.name !== asking.name) return true;
  return own.port !== null && asking.port !== null && own.port !== asking.port;
}

function split(host: string): { readonly name: string; readonly port: string | null } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(host);
  return { name: match?.[1] ?? host, port: match?.[2] ?? null };
}

function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(name);
}
