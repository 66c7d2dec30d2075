import { z } from "zod";
import { slotKinds } from "./slot-declaration.ts";

/** `{ node, input }`: the place in the prompt that a slot value is written to. */
const target = z.object({ node: z.string(), input: z.string() });

const manifestSlot = z.object({
  name: z.string(),
  type: z.enum(["STRING", "INT", "FLOAT", "BOOLEAN", "COMBO", "FILE"]),
  kind: z.enum(slotKinds),
  label: z.string(),
  group: z.string().nullable(),
  order: z.number(),
  tooltip: z.string().optional(),
  unit: z.string().optional(),
  multiline: z.boolean().optional(),
  /** Absent: a value must be given. 64-bit integers are decimal strings. */
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  min: z.union([z.number(), z.string()]).optional(),
  max: z.union([z.number(), z.string()]).optional(),
  step: z.number().optional(),
  options: z.array(z.union([z.string(), z.number()])).optional(),
  /** Folder of the server's model list, for kind `model`. */
  folder: z.string().optional(),
  renamedFrom: z.array(z.string()),
  targets: z.array(target),
});

const edit = z.object({
  slot: z.string(),
  equals: z.union([z.boolean(), z.string()]),
  remove: z.array(z.string()),
  /** node → output index → the input whose source takes the output's place; null drops the link. */
  bypass: z.record(z.string(), z.record(z.string(), z.string().nullable())),
  /** node → output index → the link that takes the output's place; for a choice that no bypass expresses. */
  rewire: z.record(z.string(), z.record(z.string(), z.tuple([z.string(), z.number()]).nullable())).optional(),
});

const manifestOutput = z.object({
  name: z.string(),
  node: z.string(),
  kind: z.enum(["image", "animation", "video", "audio", "mesh", "text", "latent", "unknown"]),
});

const modelRequirement = z.object({
  folder: z.string(),
  file: z.string(),
  node: z.string(),
  input: z.string(),
  url: z.string().nullable(),
});

/** The file beside the prompt: all that TypeScript, Python and Blender read to know a workflow. */
export const manifestSchema = z.object({
  manifestVersion: z.literal(1),
  name: z.string(),
  version: z.string(),
  task: z.string().nullable(),
  description: z.string().optional(),
  comfycVersion: z.string(),
  /** SHA-256 of the bytes of workflow_api.json. */
  promptSha256: z.string(),
  /** SHA-256 of this workflow's node types, file lists left out. */
  schemaSha256: z.string(),
  slots: z.array(manifestSlot),
  edits: z.array(edit),
  outputs: z.array(manifestOutput),
  requires: z.object({
    comfyui: z.string().nullable(),
    nodePacks: z.array(z.string()),
    models: z.array(modelRequirement),
  }),
});

/** What manifest.json holds: the slots, outputs and needs of one workflow. */
export type Manifest = z.infer<typeof manifestSchema>;
/** One value that a run may set: how it is shown and checked, and where in the prompt it goes. */
export type ManifestSlot = z.infer<typeof manifestSlot>;
/** What one value of a structural slot takes out of the prompt, and what comes in its place (docs/design/edits.md). */
export type ManifestEdit = z.infer<typeof edit>;
/** One result of the workflow: its name, the node that saves or shows it, and what that is. */
export type ManifestOutput = z.infer<typeof manifestOutput>;
/** A model file that the prompt names; `url` is where to get it, where that is known. */
export type ModelRequirement = z.infer<typeof modelRequirement>;
