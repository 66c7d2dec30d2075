import { z } from "zod";
import { ComfycError } from "../errors/comfyc-error.ts";
import { isJsonObject, type JsonValue } from "../json/json-value.ts";
import { manifestSchema, type Manifest } from "./manifest.ts";
import { toPlainJson } from "./plain-json.ts";

/** The version that this comfyc writes, and the newest that it reads. */
export const manifestVersion = 1;

/**
 * The manifest in a parsed JSON text. Keys that this version does not know are left out.
 * @param source named in errors: the path of the file.
 * @throws invalid_manifest, with the key that is wrong, or that a newer comfyc made the file.
 */
export function parseManifest(json: JsonValue, source: string): Manifest {
  const version = isJsonObject(json) ? toPlainJson(json["manifestVersion"] ?? null) : null;
  if (typeof version === "number" && version > manifestVersion) {
    throw new ComfycError(
      "invalid_manifest",
      `${source}: made by a newer comfyc (manifest version ${version}; this one reads up to ${manifestVersion}).`,
      { hint: "Update comfyc, or build the bundle again with this version." },
    );
  }
  const result = manifestSchema.safeParse(toPlainJson(json));
  if (!result.success) {
    throw new ComfycError("invalid_manifest", `${source}: not a manifest: ${renderFirstProblem(result.error)}.`, {
      hint: "Run comfyc build to write the bundle again.",
      cause: result.error,
    });
  }
  return result.data;
}

function renderFirstProblem(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return "unknown problem";
  const path = first.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const problem = first.message.replace(/^Invalid input: /, "");
  return path === "" ? problem : `${path.replace(/^\./, "")}: ${problem}`;
}
