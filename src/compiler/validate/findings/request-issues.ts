import { isJsonObject, type JsonValue } from "../../../json/json-value.ts";
import { isTruthy } from "../python/repr.ts";
import type { RunnablePrompt } from "./runnable-prompt.ts";

/** Fields beside the prompt that the server takes unseen and then fails on. */
export function findRequestIssues(runnable: RunnablePrompt, body: JsonValue): void {
  if (!isJsonObject(body)) return;
  const extra = isJsonObject(body["extra_data"] ?? null) ? body["extra_data"]! : {};
  const clientId = body["client_id"] ?? (isJsonObject(extra) ? extra["client_id"] : undefined) ?? null;
  if (Array.isArray(clientId) || isJsonObject(clientId)) {
    runnable.report({
      code: "bad_client_id",
      severity: "error",
      node: null,
      message: "client_id is a list or an object: the whole server process exits when it sends the first event.",
      hint: "Give a text.",
    });
  }
  if (isJsonObject(extra)) checkPictureInfo(runnable, extra["extra_pnginfo"] ?? null);
}

/** Nodes that save files walk over its keys. */
function checkPictureInfo(runnable: RunnablePrompt, info: JsonValue): void {
  if (info === null || isJsonObject(info)) return;
  if ((typeof info === "string" || Array.isArray(info)) && !isTruthy(info)) return;
  const user = [...runnable.reached].find((id) => runnable.nodeType(id).hidden.includes("extra_pnginfo"));
  if (user === undefined) return;
  runnable.report({
    code: "bad_extra_pnginfo",
    severity: "error",
    node: user,
    message: "extra_data.extra_pnginfo is not an object, and this node fails when it writes it into a file.",
  });
}
