import { z } from "zod";
import type { JsonObject } from "../json/json-value.ts";
import { manifestSchema } from "./manifest.ts";

/** JSON Schema (draft 2020-12) of manifest.json, as published in docs/schemas. Unknown keys are allowed. */
export function manifestJsonSchema(): JsonObject {
  const { $schema, ...rest } = z.toJSONSchema(manifestSchema, { io: "input" });
  const schema = { $schema, title: "comfyc manifest", description: "What a bundle tells its callers.", ...rest };
  return JSON.parse(JSON.stringify(schema)) as JsonObject;
}
