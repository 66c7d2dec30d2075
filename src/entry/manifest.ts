/** `comfyc/manifest`: the manifest beside a prompt, and how slot values are bound to it. */
export { applyEdits, type EditedManifest } from "../manifest/apply-edits.ts";
export { applySlots } from "../manifest/apply-slots.ts";
export {
  bindSlots,
  getSlot,
  withUploaded,
  type BoundSlots,
  type BoundValue,
  type FileToUpload,
} from "../manifest/bind-slots.ts";
export type { Manifest, ManifestEdit, ManifestOutput, ManifestSlot, ModelRequirement } from "../manifest/manifest.ts";
export { manifestJsonSchema } from "../manifest/manifest-json-schema.ts";
export { findOutputKind, type OutputKind } from "../manifest/output-kind.ts";
export { manifestVersion, parseManifest } from "../manifest/parse-manifest.ts";
export { parseSlotText, type ParseSlotTextOptions } from "../manifest/parse-slot-text.ts";
// Prompts and manifests hold 64-bit integers, which JSON.parse would round.
export { JsonFloat, type JsonNumber, type JsonObject, type JsonValue } from "../json/json-value.ts";
export { parseJson, type ParseJsonOptions } from "../json/parse-json.ts";
export { stringifyJson } from "../json/stringify-json.ts";
