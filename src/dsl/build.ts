import type { SourcePosition } from "../errors/source-position.ts";
import type { ActiveBuild, BranchRequest, NodeCall } from "./active-build.ts";
import { openBranch } from "./branch-draft.ts";
import { newComfy } from "./comfy.ts";
import {
  newScope,
  type BuildState,
  type DraftBranch,
  type DraftDefinition,
  type DraftNode,
  type DraftScope,
} from "./draft.ts";
import { toDraftInputs } from "./draft-value.ts";
import type { NodeOptions, Nodes } from "./nodes.ts";
import { newNodeHandle } from "./reference.ts";
import { refusePromise } from "./refuse-promise.ts";
import { instantiateSubgraph } from "./subgraph-draft.ts";
import type { SubgraphSpec } from "./subgraph-spec.ts";
import { workflowError } from "./workflow-error.ts";

/** One run of a workflow's `build`: everything that its calls add. */
export class Build implements ActiveBuild, BuildState {
  readonly workflow: string;
  readonly root: DraftScope = newScope(null);
  readonly definitions = new Map<SubgraphSpec, DraftDefinition>();
  readonly branches: DraftBranch[] = [];
  readonly comfy: Nodes;
  readonly open: SubgraphSpec[] = [];
  scope: DraftScope = this.root;
  private closed = false;

  constructor(workflow: string) {
    this.workflow = workflow;
    this.comfy = newComfy((kind, type, call) => this.addNode(kind, type, call));
  }

  /** Adds a node to the body that is being built and gives its handle. */
  addNode(kind: DraftNode["kind"], type: string, call: NodeCall): object {
    if (this.closed) {
      throw workflowError(`Node ${type} is added to workflow ${this.workflow} after its build has ended.`, {
        position: call.position,
        hint: "Call comfy inside build, and not after an await.",
      });
    }
    const options = toNodeOptions(type, call);
    const node: DraftNode = {
      kind,
      type,
      title: options.title ?? null,
      explicitId: options.id ?? null,
      inputs: toDraftInputs(type, call, { build: this, scope: this.scope }),
      position: call.position,
      scope: this.scope,
    };
    this.scope.nodes.push(node);
    return newNodeHandle(this, node);
  }

  group<T>(title: string, body: () => T, position: SourcePosition | null): T {
    if (typeof title !== "string" || typeof body !== "function") {
      throw workflowError("group takes a title and a function.", { position });
    }
    const { scope } = this;
    const group = { title, nodes: [] as readonly DraftNode[] };
    scope.groups.push(group);
    const start = scope.nodes.length;
    const result = body();
    refusePromise(result, `Group ${title}`, position);
    group.nodes = scope.nodes.slice(start);
    return result;
  }

  note(text: string, position: SourcePosition | null): void {
    if (typeof text !== "string") throw workflowError("note takes a text.", { position });
    this.scope.notes.push({ text, position });
  }

  instantiate(spec: SubgraphSpec, call: NodeCall): object {
    return instantiateSubgraph(this, spec, call);
  }

  branch(request: BranchRequest): unknown {
    return openBranch(this, request);
  }

  /** Runs `body` with a new body for its nodes, which belongs to the subgraph definition. */
  inScope<T>(scope: DraftScope, body: () => T): T {
    const before = this.scope;
    this.scope = scope;
    try {
      return body();
    } finally {
      this.scope = before;
    }
  }

  close(): void {
    this.closed = true;
  }
}

function toNodeOptions(type: string, { options, position }: NodeCall): NodeOptions {
  if (options === undefined) return {};
  if (typeof options !== "object" || options === null) {
    throw workflowError(`Argument 2 of ${type} is not an object of options.`, {
      position,
      hint: "Write { id, title }.",
    });
  }
  for (const key of ["id", "title"] as const) {
    const value: unknown = options[key];
    if (value === undefined || (typeof value === "string" && (key === "title" || value !== ""))) continue;
    throw workflowError(`Option ${key} of ${type} is not a text${key === "id" ? " of at least one character" : ""}.`, {
      position,
    });
  }
  return options;
}
