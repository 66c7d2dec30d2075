import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";

/** Key of the mark that every file of the simulator carries. */
export const simulatedKey = "comfyc_simulated";

/**
 * The texts that a save node puts into a file: the prompt, every key of `extra_pnginfo`, and the mark that no model
 * made it. JSON is written in ASCII, as Python writes it.
 */
export function metadataOf(context: {
  readonly prompt: JsonObject;
  readonly extraData: JsonObject;
}): Record<string, string> {
  const extra = context.extraData["extra_pnginfo"];
  const texts: Record<string, string> = { prompt: asciiJson(context.prompt) };
  if (isJsonObject(extra)) for (const [key, value] of Object.entries(extra)) texts[key] = asciiJson(value);
  return { ...texts, [simulatedKey]: "true" };
}

function asciiJson(value: JsonValue): string {
  return stringifyJson(value).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
