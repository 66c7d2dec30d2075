import type { Graph } from "../../graph/graph.ts";

export type SlotValues = Readonly<Record<string, boolean | string>>;

export interface Combinations {
  readonly combinations: readonly SlotValues[];
  /** False where there are more than 64, so that only each change alone and all pairs of changes are given. */
  readonly complete: boolean;
}

/** Combinations beyond which a build checks only single changes and pairs. */
export const maxCombinations = 64;

/** The values of the structural slots to check: every combination, or where those are too many, all pairs of changes. */
export function listCombinations(graph: Graph): Combinations {
  const domains = findDomains(graph);
  const count = [...domains.values()].reduce((product, values) => product * values.length, 1);
  if (count <= maxCombinations) return { combinations: multiply(domains), complete: true };
  return { combinations: pairs(graph, domains), complete: false };
}

type Domains = ReadonlyMap<string, readonly (boolean | string)[]>;

/** Slot → its values, over all branches that read it. */
function findDomains(graph: Graph): Domains {
  const domains = new Map<string, Set<boolean | string>>();
  for (const branch of graph.branches) {
    const values = domains.get(branch.slot) ?? new Set();
    for (const choice of branch.choices) values.add(choice.equals);
    domains.set(branch.slot, values);
  }
  return new Map([...domains].map(([slot, values]) => [slot, [...values]]));
}

function multiply(domains: Domains): SlotValues[] {
  let combinations: SlotValues[] = [{}];
  for (const [slot, values] of domains) {
    combinations = combinations.flatMap((base) => values.map((value) => ({ ...base, [slot]: value })));
  }
  return combinations;
}

function pairs(graph: Graph, domains: Domains): SlotValues[] {
  const base = Object.fromEntries([...domains].map(([slot, values]) => [slot, startOf(graph, slot, values)]));
  const changes = [...domains].flatMap(([slot, values]) =>
    values.filter((value) => value !== base[slot]).map((value) => ({ slot, value })),
  );
  const found: SlotValues[] = [base];
  changes.forEach((one, index) => {
    found.push({ ...base, [one.slot]: one.value });
    for (const other of changes.slice(index + 1)) {
      if (other.slot !== one.slot) found.push({ ...base, [one.slot]: one.value, [other.slot]: other.value });
    }
  });
  return found;
}

function startOf(graph: Graph, slot: string, values: readonly (boolean | string)[]): boolean | string {
  const declared = graph.slots.find((item) => item.name === slot)?.default;
  return values.find((value) => value === declared) ?? values[0]!;
}
