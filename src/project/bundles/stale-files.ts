import { join } from "node:path";
import type { Issue } from "../../errors/issue.ts";
import type { CompiledProject } from "./compile-workflows.ts";
import { findOrphanBundles, renderGenerated } from "./generated-files.ts";
import { toProjectPath } from "../settings/project-path.ts";
import type { Project } from "../settings/project.ts";
import { type ChosenSchema, isSameSchemaText, schemaFilePath } from "../node-types/schema-choice.ts";
import { findFileText } from "../write-files.ts";

/** An issue for each generated file that `build` would write otherwise, and for each bundle that it would remove. */
export async function findStaleFiles(
  project: Project,
  chosen: ChosenSchema,
  compiled: CompiledProject,
): Promise<Issue[]> {
  const issues: Issue[] = [];
  const schema = schemaFilePath(project);
  let isBuilt = false;
  for (const [path, text] of await renderGenerated(project, chosen, compiled)) {
    // Places in the source move with every comment; they must not make a bundle stale.
    if (path.endsWith("/source.json")) continue;
    const target = join(project.generatedFolder, path);
    const found = await findFileText(target);
    if (found !== undefined) isBuilt = true;
    if (found === text || (found !== undefined && target === schema && isSameSchemaText(found, text))) continue;
    issues.push(stale(toProjectPath(project.root, target), found === undefined ? "is missing" : reasonOf(found, text)));
  }
  if (!isBuilt && issues.length > 0) return [nothingBuilt()];
  for (const name of await findOrphanBundles(project, compiled)) {
    const manifest = join(project.generatedFolder, "workflows", name, "manifest.json");
    issues.push(stale(toProjectPath(project.root, manifest), `belongs to the workflow "${name}", which is gone`));
  }
  return issues;
}

/** One issue instead of one for each file that is missing, as after `comfyc init`. */
function nothingBuilt(): Issue {
  return staleIssue("Nothing is built yet.");
}

function reasonOf(found: string, text: string): string {
  // Git on Windows rewrites line ends where .gitattributes does not forbid it, and then no hash fits.
  if (found.replaceAll("\r\n", "\n") === text)
    return "has Windows line ends; set `* text=auto eol=lf` in .gitattributes";
  return "differs from what build would write";
}

function stale(file: string, reason: string): Issue {
  return { ...staleIssue(`${file} ${reason}.`), position: { file, line: 1, column: 1 } };
}

function staleIssue(message: string): Issue {
  return {
    code: "stale_generated",
    origin: "comfyc",
    severity: "error",
    message,
    node: null,
    input: null,
    hint: "Run `comfyc build` and commit what it writes.",
  };
}
