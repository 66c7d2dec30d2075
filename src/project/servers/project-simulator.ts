import { resolve } from "node:path";
import { type Simulator, startSimulator } from "../../simulator/start-simulator.ts";
import { makeFolder } from "../../runtime/files/make-folder.ts";
import { notWritable, reason } from "../../runtime/files/not-writable.ts";
import type { Project } from "../settings/project.ts";
import { chooseSchema } from "../node-types/schema-choice.ts";
import { loadStockSchema } from "../../schema/load-stock-schema.ts";

export interface ProjectSimulatorOptions {
  /** @default a free one */
  readonly port?: number;
  readonly host?: string;
  /** Holds its files, from `cwd`. @default a temporary folder */
  readonly folder?: string;
  readonly cwd: string;
}

/** A simulator that knows the core of ComfyUI and the node types of the project. */
export async function startProjectSimulator(
  project: Project | undefined,
  options: ProjectSimulatorOptions,
): Promise<Simulator> {
  const { port, host, cwd } = options;
  const folder = options.folder === undefined ? undefined : resolve(cwd, options.folder);
  if (folder !== undefined) await makeFilesFolder(folder);
  const stock = await loadStockSchema();
  const own = project === undefined ? stock : (await chooseSchema(project)).schema;
  // generated/schema.json holds only what is in use, and a server has more than that.
  const nodeTypes = new Map([...stock.nodeTypes, ...own.nodeTypes]);
  return startSimulator({
    schema: { nodeTypes, serverVersion: own.serverVersion ?? stock.serverVersion, listsAreAuthoritative: false },
    ...(port !== undefined && { port }),
    ...(host !== undefined && { host }),
    ...(folder !== undefined && { folder }),
  });
}

async function makeFilesFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw notWritable(folder, reason(error), error);
  }
}
