import type { ExpandedInput } from "../../../schema/expand-inputs.ts";
import { splitTypes } from "../../../schema/socket-types.ts";
import { canConnect } from "../link-types.ts";
import { linkedOutput } from "../linked-output.ts";
import { PythonError } from "../python/error.ts";
import { typeName } from "../server-issues.ts";
import type { RunnablePrompt, RunLink } from "./runnable-prompt.ts";

/**
 * MatchType: the inputs of one template share a type, and the output has it. The server leaves that to the editor
 * (comfy_execution/validation.py), so a wrong type shows only when the node, or one behind it, runs.
 */
export function findMatchTypeIssues(runnable: RunnablePrompt): void {
  const types = new MatchTypes(runnable);
  for (const id of runnable.reached) {
    for (const expanded of runnable.declared(id)) {
      const link = runnable.linksOf(id).find((each) => each.input === expanded.name);
      if (link === undefined || !runnable.has(link.source)) continue;
      const bound = types.ofLink(link);
      if (bound === undefined) continue;
      const { match } = expanded.input;
      if (match === undefined) {
        const fault = `takes ${typeName(expanded.input.type)}, but node ${link.source} passes ${list(bound)} on`;
        if (!isTaken(runnable, expanded, link, bound)) mismatch(runnable, id, expanded, fault);
      } else if (!match.allowed.includes("*") && !overlaps(bound, new Set(match.allowed))) {
        mismatch(runnable, id, expanded, `takes ${match.allowed.join(" or ")}, but its link brings ${list(bound)}`);
      }
    }
    checkTemplates(runnable, id, types);
  }
}

/** True where an input of a type of its own takes what a node passes on. The server itself compares every other output. */
function isTaken(runnable: RunnablePrompt, { input }: ExpandedInput, link: RunLink, bound: Types): boolean {
  return findOutput(runnable, link)?.matchTemplate === null || canConnect([...bound].join(","), input.type);
}

function checkTemplates(runnable: RunnablePrompt, id: string, types: MatchTypes): void {
  const shared = new Map<string, Types>();
  for (const expanded of runnable.declared(id)) {
    const { match } = expanded.input;
    const link = match && runnable.linksOf(id).find((each) => each.input === expanded.name);
    const bound = link && runnable.has(link.source) ? types.ofLink(link) : undefined;
    if (match === undefined || bound === undefined) continue;
    const before = shared.get(match.template);
    if (before !== undefined && !overlaps(before, bound)) {
      mismatch(runnable, id, expanded, `brings ${list(bound)}, but the inputs before it bring ${list(before)}`);
    }
    shared.set(match.template, before === undefined ? bound : narrowed(before, bound));
  }
}

function mismatch(runnable: RunnablePrompt, id: string, { name }: ExpandedInput, fault: string): void {
  const message = `Input ${name} ${fault}; inputs and output of this kind share one type.`;
  runnable.report({ code: "match_type_mismatch", severity: "error", message, node: id, input: name });
}

type Types = ReadonlySet<string>;

/** Longest chain of MatchType nodes that is resolved; beyond it the type counts as unknown. */
const longestChain = 1000;

class MatchTypes {
  private readonly runnable: RunnablePrompt;
  private readonly known = new Map<string, Types | undefined>();

  constructor(runnable: RunnablePrompt) {
    this.runnable = runnable;
  }

  /** The types that a link can bring, or undefined where that can be any or is a combo's list. */
  ofLink(link: RunLink, depth = 0): Types | undefined {
    const output = findOutput(this.runnable, link);
    if (output === undefined || typeof output.type !== "string" || depth > longestChain) return undefined;
    if (output.matchTemplate !== null) return this.ofTemplate(link.source, output.matchTemplate, depth + 1);
    if (output.type === "COMFY_MATCHTYPE_V3") return undefined;
    const types = new Set(splitTypes(output.type));
    return types.has("*") ? undefined : types;
  }

  private ofTemplate(id: string, template: string, depth: number): Types | undefined {
    const key = `${template}@${id}`;
    if (this.known.has(key)) return this.known.get(key);
    // Ends a cycle.
    this.known.set(key, undefined);
    let shared: Types | undefined;
    for (const expanded of this.runnable.declared(id)) {
      if (expanded.input.match?.template !== template) continue;
      const link = this.runnable.linksOf(id).find((each) => each.input === expanded.name);
      const bound = link && this.runnable.has(link.source) ? this.ofLink(link, depth) : undefined;
      if (bound !== undefined) shared = shared === undefined ? bound : narrowed(shared, bound);
    }
    this.known.set(key, shared);
    return shared;
  }
}

function findOutput(
  runnable: RunnablePrompt,
  { source, outputIndex }: RunLink,
): ReturnType<typeof linkedOutput> | undefined {
  try {
    return linkedOutput(runnable.nodeType(source), outputIndex);
  } catch (error) {
    if (error instanceof PythonError) return undefined;
    throw error;
  }
}

function overlaps(a: Types, b: Types): boolean {
  return [...a].some((type) => b.has(type));
}

function narrowed(a: Types, b: Types): Types {
  const both = [...a].filter((type) => b.has(type));
  return both.length > 0 ? new Set(both) : a;
}

function list(types: Types): string {
  return [...types].join(" or ");
}
