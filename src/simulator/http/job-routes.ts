import { type JsonObject, isJsonNumber, numericValue } from "../../json/json-value.ts";
import type { ServerState } from "../server-state.ts";
import { finishedJob, finishedJobInFull, hasFailed, queuedJob } from "./job.ts";
import { json, type Reply, ReplyError } from "./reply.ts";
import type { SimulatorRequest } from "./request.ts";
import type { Route } from "./router.ts";

const statuses = ["pending", "in_progress", "completed", "failed"];

/** Declared as `/api/jobs` in ComfyUI, so that `/jobs` is missing and `/api/api/jobs` works. */
export function jobRoutes(state: ServerState): Route[] {
  return [
    { method: "GET", path: "/api/jobs", handler: (request) => listJobs(state, request) },
    { method: "GET", path: "/api/jobs/{id}", handler: ({ params }) => oneJob(state, params["id"]!) },
  ];
}

/** History first, then running, then waiting: between the queue and the history nothing is lost. */
function oneJob(state: ServerState, id: string): Reply {
  const entry = state.history.find(id);
  if (entry !== undefined) return json(finishedJobInFull(id, entry));
  const { running, waiting } = state.queue;
  if (running?.promptId === id) return json(queuedJob(running, "in_progress"));
  const item = waiting.find((candidate) => candidate.promptId === id);
  return item === undefined ? json({ error: "Job not found" }, 404) : json(queuedJob(item, "pending"));
}

function listJobs(state: ServerState, request: SimulatorRequest): Reply {
  const wanted = statusFilter(request.query("status"));
  const sortBy = oneOf(
    request,
    "sort_by",
    ["created_at", "execution_duration"],
    "sort_by must be 'created_at' or 'execution_duration'",
  );
  const sortOrder = oneOf(request, "sort_order", ["asc", "desc"], "sort_order must be 'asc' or 'desc'");
  const limit = numberOf(request, "limit");
  if (limit !== null && limit <= 0) throw refusal("limit must be a positive integer");
  const offset = Math.max(0, numberOf(request, "offset") ?? 0);
  const workflowId = request.query("workflow_id");
  const jobs = allJobs(state, wanted).filter((job) => !workflowId || job["workflow_id"] === workflowId);
  const sorted = sortJobs(jobs, sortBy ?? "created_at", sortOrder ?? "desc");
  const page = sorted.slice(offset, limit === null ? undefined : offset + limit);
  const has_more = limit !== null && offset + page.length < sorted.length;
  return json({ jobs: page, pagination: { offset, limit, total: sorted.length, has_more } });
}

function allJobs(state: ServerState, wanted: readonly string[]): JsonObject[] {
  const { running, waiting } = state.queue;
  const jobs: JsonObject[] = [];
  if (running !== null && wanted.includes("in_progress")) jobs.push(queuedJob(running, "in_progress"));
  if (wanted.includes("pending")) jobs.push(...waiting.map((item) => queuedJob(item, "pending")));
  for (const [id, entry] of Object.entries(state.history.all()) as [string, JsonObject][]) {
    if (wanted.includes(hasFailed(entry) ? "failed" : "completed")) jobs.push(finishedJob(id, entry));
  }
  return jobs;
}

function sortJobs(jobs: JsonObject[], sortBy: string, order: string): JsonObject[] {
  const time = (job: JsonObject, key: string) => {
    const value = job[key];
    return isJsonNumber(value) ? Number(numericValue(value)) : 0;
  };
  const duration = (job: JsonObject) => {
    const end = time(job, "execution_end_time");
    return end === 0 ? 0 : end - time(job, "execution_start_time");
  };
  const key = sortBy === "execution_duration" ? duration : (job: JsonObject) => time(job, "create_time");
  return jobs.toSorted((left, right) => (order === "desc" ? key(right) - key(left) : key(left) - key(right)));
}

function statusFilter(text: string | null): readonly string[] {
  if (text === null || text === "") return statuses;
  const asked = text
    .split(",")
    .map((status) => status.trim().toLowerCase())
    .filter((status) => status !== "");
  const unknown = asked.filter((status) => !statuses.includes(status));
  if (unknown.length > 0)
    throw refusal(`Invalid status value(s): ${unknown.join(", ")}. Valid values: ${statuses.join(", ")}`);
  return asked;
}

function oneOf(request: SimulatorRequest, name: string, allowed: readonly string[], message: string): string | null {
  const value = request.query(name)?.toLowerCase() ?? null;
  if (value !== null && !allowed.includes(value)) throw refusal(message);
  return value;
}

function numberOf(request: SimulatorRequest, name: string): number | null {
  const value = request.query(name);
  if (value === null || value === "") return null;
  if (!/^\s*[+-]?\d+\s*$/.test(value)) throw refusal(`${name} must be an integer`);
  return Number(value);
}

function refusal(message: string): ReplyError {
  return new ReplyError(json({ error: message }, 400));
}
