import { z } from "zod";
import { ComfycError } from "../../errors/comfyc-error.ts";

const workflowsFolder = z
  .string()
  .min(1)
  .refine(
    (path) => !/^(?:[\\/]|[a-z]:)/i.test(path) && !path.split(/[\\/]/).includes(".."),
    "must stay inside the project",
  )
  .refine((path) => !/^(?:\.?[\\/]+)*generated(?:[\\/]|$)/i.test(path), "must not be the folder that comfyc writes");

const serverUrl = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), "must be an http:// or https:// address")
  .refine((text) => !URL.canParse(text) || new URL(text).username === "", "must not hold a user name or password");

/** What `comfyc.config.ts` may export by default. */
export const configSchema = z.strictObject({
  /** Name of the project. @default the name of its folder */
  name: z.string().min(1).optional(),
  /** Name → address, in the order in which `--server auto` tries them. */
  servers: z.record(z.string().min(1), serverUrl).default({}),
  /** Folder for the files of runs, from the project's folder. @default "output" */
  output: z.string().min(1).default("output"),
  /** File name of an output under `output`; absent: the runtime's own template. */
  nameTemplate: z.string().min(1).optional(),
  /** Logical model name → file name as servers list it. */
  models: z.record(z.string().min(1), z.string().min(1)).default({}),
  /** Custom node packs that the workflows need. */
  packs: z.array(z.string().min(1)).default([]),
  /** Folder of the workflow files. @default "workflows-src" */
  workflows: workflowsFolder.default("workflows-src"),
});

/** A configuration with every default filled in. */
export type Config = z.infer<typeof configSchema>;

/** The configuration in `value`. @throws invalid_config naming each key that is wrong. */
export function parseConfig(value: unknown, source: string): Config {
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const path = issue.path.map(String).join(".");
    return path === "" ? issue.message : `${path}: ${issue.message}`;
  });
  throw new ComfycError("invalid_config", `${source}: ${faults.join("; ")}.`, {
    hint: `Keys are ${Object.keys(configSchema.shape).join(", ")}.`,
  });
}
