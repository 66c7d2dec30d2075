import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";

/** An address of a server, credentials split off. */
export interface ServerAddress {
  /** `http://host:port/base` without a slash at the end and without credentials: safe to print and to store. */
  readonly url: string;
  /** `Basic …` where the address carried a user name, else null. Never printed. */
  readonly authorization: string | null;
}

/**
 * An address as people write it: with or without a scheme, with a base path, with a slash at the end.
 * @throws invalid_address
 */
export function parseServerAddress(text: string): ServerAddress {
  const trimmed = text.trim();
  if (trimmed === "" || /[\s\p{Cc}]/u.test(trimmed)) throw invalid(trimmed, "it is empty or has spaces in it");
  const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  if (url === null) throw invalid(trimmed, "it is not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw invalid(trimmed, `${url.protocol} is not HTTP`);
  if (url.search !== "" || url.hash !== "") throw invalid(trimmed, "it has a query or a fragment");
  const { username, password } = url;
  const credentials = decodeText(`${username}:${password}`);
  if (credentials === null) throw invalid(trimmed, "its user name or password has a wrong %-escape");
  return {
    url: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}`,
    authorization:
      username === "" && password === "" ? null : `Basic ${Buffer.from(credentials, "utf8").toString("base64")}`,
  };
}

/** The WebSocket address of a client. */
export function socketUrl(address: ServerAddress, clientId: string): string {
  return `${address.url.replace(/^http/, "ws")}/ws?clientId=${encodeURIComponent(clientId)}`;
}

function decodeText(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function invalid(text: string, problem: string): ComfycError {
  const shown = printable(text).replace(/\/\/[^/@]*@/, "//***@");
  return new ComfycError("invalid_address", `"${shown}" is no server address: ${problem}.`, {
    hint: "Write it as http://127.0.0.1:8188, with a base path if the server has one.",
  });
}
