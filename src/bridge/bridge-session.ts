import type { z } from "zod";
import { ComfycError } from "../errors/comfyc-error.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import { listServerCandidates } from "../project/servers/choose-server.ts";
import { inspectCandidate } from "../project/servers/inspect-candidate.ts";
import { ownPackage } from "../project/settings/own-package.ts";
import { type BridgePlace, listPlaceBundles, openPlaceBundle, readPlace, resolvePaths } from "./bridge-place.ts";
import { BridgeRuns } from "./bridge-runs.ts";
import { BridgeServers } from "./bridge-servers.ts";
import { isMethod, methodParams, protocolVersion, type Method, type MethodParams } from "./protocol.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Handlers = { readonly [M in Method]: (params: MethodParams<M>) => Promise<JsonValue> };

/** What one parent process talks to: the methods of the bridge over the runs and servers that it holds. */
export class BridgeSession {
  private readonly env: Env;
  private readonly runs: BridgeRuns;
  private readonly servers: BridgeServers;
  private readonly handlers: Handlers;
  private closed = false;

  constructor(env: Env, notify: (method: string, params: JsonObject) => void) {
    this.env = env;
    this.runs = new BridgeRuns(notify);
    this.servers = new BridgeServers(env);
    this.handlers = {
      initialize: (params) => Promise.resolve(initialize(params)),
      "workflows/list": async (params) => this.listWorkflows(await readPlace(params, env)),
      "workflows/get": async (params) => this.getWorkflow(await readPlace(params, env), params.workflow),
      "runs/start": (params) => this.startRun(params),
      "runs/cancel": async ({ run }) => ({ cancelled: await this.runs.cancel(run) }),
      "runs/get": ({ run }) => Promise.resolve(this.runs.find(run)),
      "servers/list": async (params) => this.listServers(await readPlace(params, env)),
    };
  }

  /** The result of one method. @throws unknown_method, bad_params, and what the method throws */
  handle(method: string, params: JsonObject): Promise<JsonValue> {
    if (!isMethod(method)) {
      throw new ComfycError("unknown_method", `The bridge has no method "${method}".`, {
        hint: `Its methods: ${Object.keys(methodParams).join(", ")}.`,
      });
    }
    const parsed = methodParams[method].safeParse(params);
    if (!parsed.success) throw badParams(method, parsed.error);
    const handler = this.handlers[method] as (params: unknown) => Promise<JsonValue>;
    return handler(parsed.data);
  }

  /** Cancels what still runs and ends every connection. */
  close(): Promise<void> {
    this.closed = true;
    return this.servers.close();
  }

  private async listWorkflows(place: BridgePlace): Promise<JsonValue> {
    const bundles = await listPlaceBundles(place);
    return {
      workflows: bundles.map(({ manifest, dir }) => ({
        name: manifest.name,
        task: manifest.task,
        version: manifest.version,
        path: dir,
        slots: manifest.slots.map((slot) => slot.name),
      })),
    };
  }

  private async getWorkflow(place: BridgePlace, workflow: string): Promise<JsonValue> {
    const { manifest, dir } = await openPlaceBundle(place, workflow);
    return { path: dir, manifest: manifest as unknown as JsonValue };
  }

  private async startRun(params: MethodParams<"runs/start">): Promise<JsonValue> {
    const place = await readPlace(params, this.env);
    const bundle = await openPlaceBundle(place, params.workflow);
    const runtime = await this.servers.open(place);
    const nameTemplate = place.project?.config.nameTemplate;
    const previews = params.previews ?? false;
    // The end may come while the bundle and the server are looked for; a run begun now would be left on the server.
    if (this.closed) throw new ComfycError("interrupted", "The bridge ends: the run was not started.");
    const run = runtime.run(bundle, {
      slots: resolvePaths(place, bundle, params.slots),
      outDir: place.outDir,
      previews,
      ...(nameTemplate !== undefined && { nameTemplate }),
    });
    return this.runs.follow(run, previews);
  }

  private async listServers(place: BridgePlace): Promise<JsonValue> {
    const candidates = listServerCandidates(place.project, this.env);
    const reports = await Promise.all(
      candidates.map(async (candidate) => {
        const { problem, ...facts } = await inspectCandidate(candidate);
        return { name: candidate.name, ...facts, problem: problem === null ? null : problem.message };
      }),
    );
    return { servers: reports as unknown as JsonValue };
  }
}

function badParams(method: Method, { issues }: z.ZodError): ComfycError {
  const faults = issues.map(({ path, message }) => {
    const said = message.replace(/^Invalid input: /, "");
    return path.length === 0 ? said : `${path.join(".")}: ${said}`;
  });
  const { shape } = methodParams[method];
  const optional = (field: z.ZodType) => (field.safeParse(undefined).success ? "?" : "");
  const names = Object.entries(shape).map(([name, field]) => `${name}${optional(field as z.ZodType)}`);
  return new ComfycError("bad_params", `The parameters of ${method} are wrong: ${faults.join("; ")}.`, {
    hint: `Its parameters: ${names.join(", ")}.`,
  });
}

function initialize(params: MethodParams<"initialize">): JsonObject {
  if (params.protocolVersion !== protocolVersion) {
    throw new ComfycError(
      "bad_params",
      `This bridge speaks protocol ${protocolVersion}, the client ${params.protocolVersion}.`,
      { hint: "Install the same version of the npm package and of the Python package." },
    );
  }
  return { protocolVersion, comfycVersion: ownPackage().version, pid: process.pid };
}
