import { newIssue, type Issue } from "../../../errors/issue.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json/json-value.ts";
import type { ExpandedInput } from "../../../schema/expand-inputs.ts";
import type { NodeType } from "../../../schema/node-type.ts";
import { liveInputs } from "../live-inputs.ts";
import { isRunTimeLink } from "../../../prompt/run-time-link.ts";
import type { ServerSide, ValidationPass } from "../server-verdict.ts";

/** A link as the server would follow it while it runs. */
export interface RunLink {
  readonly input: string;
  readonly source: string;
  readonly outputIndex: JsonValue;
}

/** What a finding is made of; the rest of an `Issue` follows. */
export interface Finding {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly node: string | null;
  readonly input?: string | null;
  readonly hint?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A validated prompt as the server would run it, for the checks that only comfyc makes. */
export class RunnablePrompt {
  readonly pass: ValidationPass;
  readonly server: ServerSide;
  readonly issues: Issue[] = [];
  /** Nodes behind the outputs that were asked for, along every link, declared or not. */
  readonly reached: ReadonlySet<string>;
  private readonly reported = new Set<string>();
  private readonly links = new Map<string, readonly RunLink[]>();

  constructor(pass: ValidationPass, server: ServerSide) {
    this.pass = pass;
    this.server = server;
    this.reached = this.reach(pass.asked);
  }

  get ids(): readonly string[] {
    return Object.keys(this.pass.prompt);
  }

  has(id: string): boolean {
    return Object.hasOwn(this.pass.prompt, id);
  }

  nodeType(id: string): NodeType {
    return this.pass.walk.nodeType(id);
  }

  /** Inputs of a node as the server would have them after validation; empty where the prompt has no object there. */
  inputs(id: string): JsonObject {
    const inputs = this.pass.walk.inputsOf(id);
    return inputs !== undefined && isJsonObject(inputs) ? inputs : (Object.create(null) as JsonObject);
  }

  /** Inputs as the prompt has them. */
  given(id: string): JsonObject {
    const inputs = (this.pass.prompt[id] as JsonObject)["inputs"];
    return inputs !== undefined && isJsonObject(inputs) ? inputs : (Object.create(null) as JsonObject);
  }

  declared(id: string): readonly ExpandedInput[] {
    return liveInputs(this.nodeType(id), this.inputs(id));
  }

  linksOf(id: string): readonly RunLink[] {
    const known = this.links.get(id);
    if (known !== undefined) return known;
    const inputs = this.inputs(id);
    const found: RunLink[] = [];
    for (const input of Object.keys(inputs)) {
      const value = inputs[input];
      if (isRunTimeLink(value)) found.push({ input, source: value[0], outputIndex: value[1] });
    }
    this.links.set(id, found);
    return found;
  }

  /** The nodes that feed a node, each once. */
  sourcesOf(id: string): string[] {
    const sources = new Set(this.linksOf(id).map(({ source }) => source));
    return [...sources].filter((source) => this.has(source));
  }

  /** The given nodes and all that they depend on. */
  reach(ids: Iterable<string>): ReadonlySet<string> {
    const reached = new Set(ids);
    for (const id of reached) {
      for (const source of this.sourcesOf(id)) reached.add(source);
    }
    return reached;
  }

  isReported(code: string, node: string, input: string | null = null): boolean {
    return this.reported.has(reportKey(code, node, input));
  }

  report({ code, severity, message, node, input = null, hint, details }: Finding): void {
    if (node !== null) this.reported.add(reportKey(code, node, input));
    const classType = node === null ? undefined : this.nodeType(node).name;
    this.issues.push(newIssue({ code, severity, message, node, input, classType, hint, details }));
  }
}

function reportKey(code: string, node: string, input: string | null): string {
  return `${code}\0${node}\0${input ?? ""}`;
}
