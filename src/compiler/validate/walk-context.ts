import type { JsonObject } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { NodeValidators } from "./node-validator.ts";
import type { ServerFiles } from "./server-files.ts";

/** What a validation knows: a prompt whose nodes all have a known class type, and what its server has. */
export interface WalkContext {
  readonly prompt: JsonObject;
  readonly schema: Schema;
  readonly validators: NodeValidators;
  readonly files: ServerFiles | undefined;
}
