import { resolve } from "node:path";
import type { Bundle } from "../../runtime/bundle.ts";
import { bundleFromPrompt } from "../../runtime/bundle.ts";
import type { RunEvent } from "../../runtime/run-events.ts";
import type { RunResult } from "../../runtime/run-result.ts";
import { Runtime } from "../../runtime/runtime.ts";
import { findServer, listServerCandidates, resolveServer, simulatorName } from "../servers/choose-server.ts";
import { openBundle } from "../bundles/find-bundle.ts";
import { startProjectSimulator } from "../servers/project-simulator.ts";
import { findProject, type Project } from "../settings/project.ts";
import { parseAssignment, parseSlotTexts, setPromptInputs } from "./slot-texts.ts";

export interface WorkflowTarget {
  readonly bundle: Bundle;
  /** The project around the working folder, whose config applies. */
  readonly project: Project | undefined;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The bundle that `target` names and the project around it. @throws as `openBundle`, invalid_config */
export async function openWorkflow(target: string, { cwd, env }: Surroundings): Promise<WorkflowTarget> {
  const project = await findProject(cwd);
  const bundle = await openBundle(target, {
    cwd,
    bundles: env["COMFYC_BUNDLES"],
  });
  return { bundle, project };
}

export interface RunWorkflowOptions extends Surroundings {
  /** `name=value` texts. */
  readonly set: readonly string[];
  /** An address, a name in the config, `auto` or `simulator`. */
  readonly server: string;
  /** Folder for the results, from `cwd`. @default the config's output folder, else `output` */
  readonly outDir?: string | undefined;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Runs a bundle to its end and keeps its files. Slot values are checked before any server is asked.
 * @throws unknown_slot, bad_slot_value, server_unreachable, and whatever ended the run
 */
export async function runWorkflow(target: WorkflowTarget, options: RunWorkflowOptions): Promise<RunResult> {
  const { bundle, slots } = applyTexts(target.bundle, options);
  const server = await openServer(target.project, options);
  const { project } = target;
  const runtime = new Runtime({ server: server.url, models: project?.config.models ?? {} });
  const nameTemplate = project?.config.nameTemplate;
  try {
    return await runtime.run(bundle, {
      slots,
      outDir: resolve(options.cwd, options.outDir ?? project?.outputFolder ?? "output"),
      signal: options.signal,
      // Nothing here shows them.
      previews: false,
      ...(nameTemplate !== undefined && { nameTemplate }),
      ...(options.onEvent !== undefined && { onEvent: options.onEvent }),
    }).result;
  } finally {
    await runtime.close();
    await server.close();
  }
}

/** A bare prompt has no slots; there, texts set the inputs of its nodes. */
function applyTexts(
  bundle: Bundle,
  { set, cwd }: RunWorkflowOptions,
): { bundle: Bundle; slots: Record<string, unknown> } {
  const assignments = set.map(parseAssignment);
  if (bundle.dir !== null) return { bundle, slots: parseSlotTexts(bundle.manifest, assignments, cwd) };
  return { bundle: bundleFromPrompt(setPromptInputs(bundle.prompt, assignments), bundle.manifest.name), slots: {} };
}

interface OpenServer {
  readonly url: string;
  close(): Promise<void>;
}

async function openServer(project: Project | undefined, { server, cwd, env }: RunWorkflowOptions): Promise<OpenServer> {
  const url =
    server === "auto" ? (await findServer(listServerCandidates(project, env))).url : resolveServer(server, project);
  if (url !== simulatorName) return { url, close: () => Promise.resolve() };
  const simulator = await startProjectSimulator(project, { cwd });
  return { url: simulator.url, close: () => simulator.close() };
}
