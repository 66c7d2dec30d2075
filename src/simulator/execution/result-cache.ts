import { createHash } from "node:crypto";
import { JsonFloat, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import { stringifyJson } from "../../json/stringify-json.ts";
import { isRunTimeLink, outputIndexOf } from "../../prompt/run-time-link.ts";
import { linksOf, type LivePrompt } from "./live-prompt.ts";

export interface CachedResult {
  /** A list of values an output: one a call of the node. */
  readonly outputs: readonly (readonly unknown[])[];
  readonly ui: { readonly meta: JsonObject; readonly output: JsonObject } | null;
}

export interface SignatureFacts {
  /** IS_CHANGED of a node, or null. */
  readonly fingerprint: (id: string) => string | null;
  /** True where the node asks for its own id, so that two nodes never share a result. */
  readonly knowsItsId: (id: string) => boolean;
}

/**
 * Results of the last prompt, found again by what they were made of: node type, literals and the same of everything
 * upstream. Node ids do not count, so a renamed node finds its result. Only what the newest prompt can use is kept.
 */
export class ResultCache {
  private readonly results = new Map<string, CachedResult>();
  private signatures = new Map<string, string>();
  /** Signature → the node of the prompt that expanded into it. */
  private readonly owners = new Map<string, string>();
  private unique = 0;

  /** Computes the signatures of a prompt's own nodes and drops what none of them can use. */
  begin(live: LivePrompt, facts: SignatureFacts): void {
    this.signatures = new Map(live.rootIds.map((id) => [id, this.signatureOf(live, id, facts)]));
    const wanted = new Set(this.signatures.values());
    const present = new Set(live.rootIds.map((id) => ownerKey(live, id)));
    for (const signature of this.results.keys()) {
      const owner = this.owners.get(signature);
      if (wanted.has(signature) || (owner !== undefined && present.has(owner))) continue;
      this.results.delete(signature);
      this.owners.delete(signature);
    }
  }

  /** Computes the signatures of the nodes that `owner` expanded into. */
  addExpanded(live: LivePrompt, ids: readonly string[], owner: string, facts: SignatureFacts): void {
    const root = ownerKey(live, live.realOf(owner));
    for (const id of ids) {
      const signature = `${owner}\n${this.signatureOf(live, id, facts)}`;
      this.signatures.set(id, signature);
      this.owners.set(signature, root);
    }
  }

  find(id: string): CachedResult | undefined {
    const signature = this.signatures.get(id);
    return signature === undefined ? undefined : this.results.get(signature);
  }

  set(id: string, result: CachedResult): void {
    const signature = this.signatures.get(id);
    if (signature !== undefined) this.results.set(signature, result);
  }

  /** Ids of this prompt that have a result. */
  cachedIds(): string[] {
    return [...this.signatures.keys()].filter((id) => this.find(id) !== undefined);
  }

  clear(): void {
    this.results.clear();
    this.owners.clear();
  }

  private signatureOf(live: LivePrompt, id: string, facts: SignatureFacts): string {
    const order = ancestryOf(live, id);
    const hash = createHash("sha256");
    for (const member of [id, ...order.keys()]) hash.update(this.ownPart(live, member, order, facts)).update("\n");
    return hash.digest("hex");
  }

  private ownPart(live: LivePrompt, id: string, order: ReadonlyMap<string, number>, facts: SignatureFacts): string {
    if (!live.has(id)) return `missing ${this.unique++}`;
    const node = live.get(id);
    const inputs = Object.keys(node.inputs)
      .sort()
      .map((name): JsonValue => {
        const value = node.inputs[name]!;
        if (isRunTimeLink(value)) return [name, "link", order.get(value[0]) ?? -1, outputIndexOf(value)];
        return [name, isPlainJson(value) ? value : `opaque ${this.unique++}`];
      });
    const own = facts.knowsItsId(id) ? id : null;
    return stringifyJson([node.class_type, facts.fingerprint(id), own, inputs]);
  }
}

/** False for values that an expansion put into its nodes, such as pictures: nothing made of them is found again. */
function isPlainJson(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof JsonFloat) return true;
  if (Array.isArray(value)) return value.every(isPlainJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.values(value).every(isPlainJson);
}

function ownerKey(live: LivePrompt, id: string): string {
  return `${id}\n${live.find(id)?.class_type ?? ""}`;
}

/** Everything upstream, in an order that depends on the inputs' names alone. */
function ancestryOf(live: LivePrompt, root: string): Map<string, number> {
  const order = new Map<string, number>();
  const visit = (id: string): void => {
    if (!live.has(id)) return;
    const links = linksOf(live.get(id)).sort(([left], [right]) => (left < right ? -1 : 1));
    for (const [, [from]] of links) {
      if (order.has(from)) continue;
      order.set(from, order.size);
      visit(from);
    }
  };
  visit(root);
  return order;
}
