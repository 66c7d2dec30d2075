import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";

/** `no`: not a byte of the request left this machine · `unknown`: the server may have acted on it. */
type Sent = "no" | "unknown";

const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_HAS_EXPIRED",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);

const words: Record<string, string> = {
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  UND_ERR_SOCKET: "the connection was closed",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_HEADERS_TIMEOUT: "no answer in time",
  UND_ERR_BODY_TIMEOUT: "the answer stopped half-way",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed",
  CERT_HAS_EXPIRED: "its certificate has expired",
};

/** The error of a call that got no answer. `details`: `url`, `cause` (the system's code), `sent`. */
export function unreachable(url: string, error: unknown): ComfycError {
  const cause = causeCode(error);
  if (
    cause === "HTTPParserError" ||
    cause.startsWith("HPE_") ||
    cause === "ERR_SSL_WRONG_VERSION_NUMBER" ||
    cause === "EPROTO"
  ) {
    return new ComfycError("not_comfyui", `What answers at ${url} does not speak HTTP (${cause}).`, {
      hint: "Check the port, and http or https.",
      details: { url, cause, sent: "unknown" satisfies Sent },
      cause: error,
    });
  }
  const reason = words[cause] ?? "the call failed";
  return new ComfycError("server_unreachable", `No ComfyUI server answered at ${url}: ${reason} (${cause}).`, {
    hint: `Start ComfyUI, or check the address with: curl ${url}/system_stats`,
    details: { url, cause, sent: (beforeSending.has(cause) ? "no" : "unknown") satisfies Sent },
    cause: error,
  });
}

/** True where the request of a `server_unreachable` error surely never left. */
export function neverSent(error: unknown): boolean {
  return ComfycError.isInstance(error) && error.code === "server_unreachable" && error.details["sent"] === "no";
}

function causeCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeCode(error.errors[0]);
  if (error instanceof Error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code === "string" && code !== "UND_ERR_ABORTED") {
      // undici wraps a socket error; the inner code says more.
      return code === "UND_ERR_SOCKET" && error.cause instanceof Error ? causeCode(error.cause) : code;
    }
    if (error.cause instanceof Error) return causeCode(error.cause);
    return error.name;
  }
  return "unknown";
}

/** What answered, as far as it is not the JSON that was asked for. */
export interface UnexpectedReply {
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  /** The first characters of the body, credentials already blanked out. */
  readonly text: string;
}

/** The error of an answer that no ComfyUI gives on this route. */
export function notComfyui(reply: UnexpectedReply): ComfycError {
  const { url, status, contentType, text } = reply;
  return new ComfycError("not_comfyui", `${url} ${describe(reply)}.`, {
    hint: hintOf(status, contentType),
    details: { url, status, contentType, text: printable(text.slice(0, 300)) },
  });
}

function describe({ status, contentType, text }: UnexpectedReply): string {
  const page = contentType.includes("html") ? " with a web page" : "";
  const firstLine = printable(text.split("\n", 1)[0]!.trim()).slice(0, 160);
  const said =
    page === "" && status >= 400 && firstLine !== "" && !firstLine.startsWith("{") ? ` ("${firstLine}")` : "";
  if (status < 300) return `answered${page || " with something else than the JSON of a ComfyUI"}`;
  return `answered ${status}${page}${said}`;
}

function hintOf(status: number, contentType: string): string {
  if (status === 401 || status === 407) return "The server asks for a login: give its token or headers.";
  if (status === 403)
    return "Access is refused: give the token or headers of the proxy, or use the server's own address.";
  if (status === 404) return "Nothing is at this path: check the port and the base path of the address.";
  if (status === 405) return "The route does not take this method: check that the address is a ComfyUI.";
  if (status === 413)
    return "The request is too large: start ComfyUI with a higher --max-upload-size, or raise the proxy's limit.";
  if (status === 429) return "The server is busy: try again later.";
  if (status >= 500) return "The server or the proxy before it failed: look at its log.";
  if (status >= 300 && status < 400)
    return "It redirects, perhaps to a login page: use the address behind the redirect.";
  if (contentType.includes("html")) return "Another program seems to own this port: check the address.";
  return "Check that the address is a ComfyUI server.";
}
