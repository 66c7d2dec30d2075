import { join } from "node:path";
import { generateNodeTypes } from "../../codegen/generate-node-types.ts";
import type { Schema } from "../../schema/node-type.ts";
import type { Project } from "../settings/project.ts";
import { replaceFolder } from "../write-files.ts";

/** Makes generated/nodes hold the types of `schema` and nothing else. True where a file changed. */
export async function writeNodeTypes(project: Project, schema: Schema): Promise<boolean> {
  return replaceFolder(join(project.generatedFolder, "nodes"), generateNodeTypes(schema));
}
