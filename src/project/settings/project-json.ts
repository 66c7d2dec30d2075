import { isJsonObject, type JsonValue } from "../../json/json-value.ts";
import { configSchema, parseConfig } from "./config.ts";
import { type Project, projectOf } from "./project.ts";

/** Text of generated/project.json: the configuration as data, for readers that never run project code. */
export function renderProjectJson(project: Project): string {
  const { servers, output, nameTemplate, models, packs, workflows } = project.config;
  const data = {
    projectVersion: 1,
    name: project.config.name ?? null,
    servers,
    output,
    nameTemplate: nameTemplate ?? null,
    models,
    packs,
    workflows,
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

/**
 * The project in `root` as its generated/project.json tells it.
 * @throws invalid_config where the file has another shape
 */
export function parseProjectJson(json: JsonValue, root: string, source: string): Project {
  const settings = isJsonObject(json) ? json : {};
  // The file may come from another version of comfyc: what this one does not know is passed over.
  const given = Object.keys(configSchema.shape)
    .filter((key) => settings[key] !== undefined && settings[key] !== null)
    .map((key) => [key, settings[key]]);
  return projectOf(root, parseConfig(Object.fromEntries(given), source));
}
