import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import { compareNodeTypes, type SchemaDifference } from "../../schema/compare-schemas.ts";
import { placeOfNode, placeOfType, type ServerCheckContext, serverIssue, type SoundWorkflow } from "./server-issue.ts";

/** How the server describes the node types in use otherwise than the project knows them, as far as prompts depend on it. */
export function findDrift(used: readonly string[], { snapshot, known }: ServerCheckContext): SchemaDifference[] {
  return used.flatMap((name) => {
    const [was, is] = [known.nodeTypes.get(name), snapshot.schema.nodeTypes.get(name)];
    if (was === undefined || is === undefined) return [];
    return compareNodeTypes(name, was, is).filter(
      ({ subject }) => subject !== "node type" || was.outputNode !== is.outputNode,
    );
  });
}

/** True where an error tells of the input already. */
export function isTold({ nodeType, subject, name }: SchemaDifference, refused: readonly Issue[]): boolean {
  return (
    subject === "input" &&
    refused.some(
      (issue) =>
        issue.severity === "error" &&
        issue.classType === nodeType &&
        (issue.input === name || issue.input?.startsWith(`${name}.`)),
    )
  );
}

/** `KSampler input steps: max 10000 → 50` */
export function renderChange({ nodeType, subject, name, change, details }: Omit<SchemaDifference, "before" | "after">) {
  const what = name === null ? "" : ` ${subject} ${name}`;
  return printable(`${nodeType}${what}: ${change === "changed" ? details.join(", ") : change}`);
}

/** The warning for one change. */
export function driftIssue(change: SchemaDifference, workflow: SoundWorkflow): Issue {
  return serverIssue("server_differs", "warning", `${renderChange(change)}.`, {
    ...placeOfType(change.nodeType, workflow),
    input: change.subject === "input" ? change.name : null,
    hint: "Run `comfyc sync` where this server is the one that counts.",
    details: { kind: change.subject, change: change.change },
  });
}

/** Packs in use whose version is known on both sides and not the same. */
export function findPackDrift(workflow: SoundWorkflow, { snapshot, known }: ServerCheckContext): Issue[] {
  return workflow.compiled.manifest.requires.nodePacks.flatMap((name) => {
    const was = known.packs?.find((pack) => pack.name === name)?.version ?? "unknown";
    const is = snapshot.packs.find((pack) => pack.name === name)?.version ?? "unknown";
    if (was === is || was === "unknown" || is === "unknown") return [];
    const message = printable(`the node pack ${name} has version ${is}; the project was synced with ${was}.`);
    return [
      serverIssue("server_differs", "warning", message, {
        ...placeOfNode(null, workflow),
        details: { kind: "pack", pack: name, before: was, after: is },
      }),
    ];
  });
}
