import { renderOptions } from "../errors/suggestion.ts";
import type { SlotDeclaration } from "../manifest/slot-declaration.ts";
import type { BranchRequest } from "./active-build.ts";
import type { BuildState, DraftChoice, DraftLink, DraftNode } from "./draft.ts";
import { refuseForeign, type ValuePlace } from "./draft-value.ts";
import { describeReference, findReference } from "./reference.ts";
import { refusePromise } from "./refuse-promise.ts";
import { show } from "./shown-value.ts";
import { workflowError } from "./workflow-error.ts";

type Results = DraftLink | null | ReadonlyMap<string, DraftLink | null>;

interface OpenChoice {
  readonly equals: boolean | string;
  readonly nodes: readonly DraftNode[];
  /** What the author's function gave, for the consumers. */
  readonly value: unknown;
  readonly results: Results;
}

/**
 * Runs every choice, records the branch and gives the value of the choice that consumers are linked to: the first one
 * whose results all come from its own nodes, so that a link to them can be told from a link to anything else.
 */
export function openBranch(build: BuildState, request: BranchRequest): unknown {
  const slot = toSlot(build, request);
  checkOptions(slot, request);
  const choices = request.choices.map(({ equals, result }) => runChoice(build, request, equals, result));
  const names = findNames(choices, request);
  const drafts = choices.map((choice): DraftChoice & { value: unknown } => ({
    equals: choice.equals,
    nodes: choice.nodes,
    value: choice.value,
    results: nameResults(choice, names, request),
  }));
  const primary = drafts.every(givesNothing) ? drafts[0] : drafts.find(ownsItsResults);
  if (primary === undefined) {
    throw workflowError(`No choice of ${request.kind} gives outputs of its own nodes, so nothing could be switched.`, {
      position: request.position,
      hint: "At least one choice must add the nodes whose outputs it returns, each output once.",
    });
  }
  const ordered = [primary, ...drafts.filter((choice) => choice !== primary)];
  build.branches.push({
    kind: request.kind,
    slot: slot.name,
    choices: ordered.map(({ equals, nodes, results }) => ({ equals, nodes, results })),
    position: request.position,
  });
  return primary.value;
}

function toSlot(build: BuildState, { kind, slot, position }: BranchRequest): SlotDeclaration {
  const wanted = kind === "when" ? "bool" : "choice";
  if (build.scope.subgraph !== null) {
    throw workflowError(`${kind} is called inside subgraph ${build.scope.subgraph}, but only workflows have slots.`, {
      position,
      hint: `Call ${kind} in build, around the call of the subgraph.`,
    });
  }
  const reference = findReference(slot);
  if (reference?.kind !== "slot" || reference.declaration.kind !== wanted) {
    const what = reference === undefined ? "a plain value" : describeReference(reference);
    throw workflowError(`Argument 1 of ${kind} is ${what}, not a slot.${wanted} of the workflow.`, { position });
  }
  refuseForeign(reference, { build, scope: build.scope, name: `Argument 1 of ${kind}`, position });
  return reference.declaration;
}

/** @throws invalid_workflow where `pick` has not exactly one function for every option of its slot. */
function checkOptions({ name, options }: SlotDeclaration, { kind, choices, position }: BranchRequest): void {
  if (kind === "when") return;
  if (options === undefined) {
    throw workflowError(`Slot ${name} has no options of its own, so pick cannot know them all.`, {
      position,
      hint: "Write slot.choice({ options: [...] }).",
    });
  }
  const odd = choices.find(({ equals, result }) => !options.includes(String(equals)) || typeof result !== "function");
  if (odd !== undefined) {
    const problem = typeof odd.result === "function" ? `is no option of slot ${name}` : "is not a function";
    throw workflowError(`Choice ${show(odd.equals)} of pick ${problem}.`, {
      position,
      hint: `The options are ${renderOptions(options)}; each takes a function.`,
    });
  }
  const missing = options.find((option) => choices.every(({ equals }) => equals !== option));
  if (missing !== undefined) {
    throw workflowError(`pick has no choice for option ${show(missing)} of slot ${name}.`, { position });
  }
}

function runChoice(build: BuildState, request: BranchRequest, equals: boolean | string, result: unknown): OpenChoice {
  const start = build.scope.nodes.length;
  const value: unknown = typeof result === "function" ? (result as () => unknown)() : result;
  const name = `The result of ${request.kind} for ${show(equals)}`;
  refusePromise(value, name, request.position);
  const place: ValuePlace = { build, scope: build.scope, name, position: request.position };
  return { equals, value, nodes: build.scope.nodes.slice(start), results: toResults(value, place) };
}

function toResults(value: unknown, place: ValuePlace): Results {
  if (value === undefined || value === null) return null;
  if (findReference(value) !== undefined) return toLink(value, place);
  if (typeof value !== "object" || Array.isArray(value)) throw notASocket(place);
  return new Map(
    Object.entries(value).map(([key, entry]: [string, unknown]) => [
      key,
      entry === null ? null : toLink(entry, { ...place, name: `${place.name}, ${key},` }),
    ]),
  );
}

function toLink(value: unknown, place: ValuePlace): DraftLink {
  const reference = findReference(value);
  if (reference?.kind !== "output") throw notASocket(place);
  refuseForeign(reference, place);
  return { kind: "link", node: reference.node, output: reference.output };
}

function notASocket(place: ValuePlace): Error {
  return workflowError(`${place.name} is not an output of a node.`, {
    position: place.position,
    hint: "Give sockets, an object of sockets, or null for no link; for a number or text use a primitive node.",
  });
}

/** The result names, or null where each choice gives one socket (or nothing). */
function findNames(choices: readonly OpenChoice[], request: BranchRequest): readonly string[] | null {
  let names: readonly string[] | null = null;
  for (const { results } of choices) {
    if (!(results instanceof Map)) continue;
    const found = [...results.keys()] as string[];
    if (names !== null && found.toSorted().join("\n") !== names.toSorted().join("\n")) {
      throw workflowError(
        `The choices of ${request.kind} give different names: ${names.join(", ")}; ${found.join(", ")}.`,
        {
          position: request.position,
        },
      );
    }
    names ??= found;
  }
  return names;
}

function nameResults(
  { results, equals }: OpenChoice,
  names: readonly string[] | null,
  request: BranchRequest,
): ReadonlyMap<string, DraftLink | null> {
  if (results instanceof Map) return results;
  const link = results as DraftLink | null;
  if (names === null) return new Map([["", link]]);
  if (link !== null && link.output !== null) {
    throw workflowError(
      `The result of ${request.kind} for ${show(equals)} is one socket, but another choice gives ${names.join(", ")}.`,
      { position: request.position },
    );
  }
  // A node handle gives its outputs by name.
  return new Map(names.map((name) => [name, link === null ? null : { ...link, output: name }]));
}

function givesNothing({ results }: DraftChoice): boolean {
  return [...results.values()].every((link) => link === null);
}

function ownsItsResults({ nodes, results }: DraftChoice): boolean {
  const own = new Set(nodes);
  const seen = new Set<string>();
  for (const link of results.values()) {
    if (link === null || !own.has(link.node)) return false;
    seen.add(`${nodes.indexOf(link.node)} ${link.output}`);
  }
  return seen.size === results.size;
}
