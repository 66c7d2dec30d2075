import { isJsonObject, type JsonObject, type JsonValue } from "../../json/json-value.ts";
import type { Schema } from "../../schema/node-type.ts";
import { checkExtraData, checkNumber, described, MalformedRequest } from "./malformed-request.ts";
import type { NodeValidators } from "./node-validator.ts";
import { readPromptShape } from "./prompt-shape.ts";
import { PromptWalk, validateRoot } from "./prompt-walk.ts";
import { isSameValue } from "./python/equality.ts";
import { serverError, type ServerError, type ServerNodeErrors } from "./server-error.ts";
import type { ServerFiles } from "./server-files.ts";

/** What `POST /prompt` would be answered with. */
export interface ServerVerdict {
  /** 400: refused with JSON · 500: the server's own code failed, plain text. */
  readonly status: 200 | 400 | 500;
  readonly error: ServerError | null;
  readonly nodeErrors: Readonly<Record<string, ServerNodeErrors>>;
  /** Outputs that would run, sorted; empty unless status is 200. */
  readonly outputs: readonly string[];
  /** Every value that the server changes, in value or in Python type; empty unless status is 200. */
  readonly coerced: Readonly<Record<string, Record<string, JsonValue>>>;
  /** Why the answer is a 500. */
  readonly malformed: string | null;
  /** Set where the prompt got as far as the validation of its nodes. */
  readonly pass: ValidationPass | null;
}

export interface ValidationPass {
  readonly prompt: JsonObject;
  readonly walk: PromptWalk;
  /** Outputs that were asked for, in prompt order; and those of them that are valid. */
  readonly asked: readonly string[];
  readonly good: readonly string[];
}

export interface ServerSide {
  readonly schema: Schema;
  readonly validators: NodeValidators;
  readonly files: ServerFiles | undefined;
}

/** The server's answer to a request body, by its own rules (server.py: post_prompt, execution.py: validate_prompt). */
export function judgeRequest(body: JsonValue, server: ServerSide): ServerVerdict {
  try {
    if (!isJsonObject(body)) return judgeOddBody(body);
    if (Object.hasOwn(body, "number")) checkNumber(body["number"]!);
    if (!Object.hasOwn(body, "prompt")) return noPrompt();
    const verdict = judgePrompt(body, server);
    checkExtraData(body, verdict.status === 200);
    return verdict;
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    return { ...refusal(null), status: 500, malformed: error.message };
  }
}

type NodeErrors = Record<string, ServerNodeErrors>;

/** A text or list in which the server looks for the word "prompt". */
function judgeOddBody(body: JsonValue): ServerVerdict {
  const searchable = typeof body === "string" || Array.isArray(body);
  if (searchable && !["number", "front", "prompt"].some((key) => body.includes(key))) return noPrompt();
  throw new MalformedRequest(`the body must be an object, not ${described(body)}`);
}

function noPrompt(): ServerVerdict {
  return refusal(serverError("no_prompt", "No prompt provided", "No prompt provided"));
}

function refusal(error: ServerError | null, nodeErrors: ServerVerdict["nodeErrors"] = {}): ServerVerdict {
  return { status: 400, error, nodeErrors, outputs: [], coerced: {}, malformed: null, pass: null };
}

function judgePrompt(body: JsonObject, server: ServerSide): ServerVerdict {
  const shape = readPromptShape(body["prompt"]!, server.schema, body["partial_execution_targets"]);
  if ("error" in shape) return refusal(shape.error);
  const { prompt, outputs } = shape;
  const walk = new PromptWalk({ ...server, prompt });
  const good: string[] = [];
  const found = { nodeErrors: Object.create(null) as NodeErrors, failed: 0, seen: 0 };
  const failures: ServerError[] = [];
  for (const output of outputs) {
    const verdict = validateRoot(walk, output);
    if (verdict.valid) good.push(output);
    else {
      failures.push(...verdict.errors);
      collectErrors(walk, output, found);
    }
  }
  const { nodeErrors } = found;
  const pass = { prompt, walk, asked: outputs, good };
  if (good.length === 0) return { ...refusal(allFailed(failures), nodeErrors), pass };
  const coerced = coercedValues(walk, prompt);
  return { status: 200, error: null, nodeErrors, outputs: good.toSorted(), coerced, malformed: null, pass };
}

/** Outputs that fail beyond this many are no longer named on every invalid node: that would be their product. */
const mostDependents = 1000;

interface Collected {
  readonly nodeErrors: NodeErrors;
  failed: number;
  /** How many of the faulty nodes have been looked at. */
  seen: number;
}

/** The server names the failed output on every invalid node seen so far, also on those that do not lead to it. */
function collectErrors(walk: PromptWalk, output: string, into: Collected): void {
  const start = into.failed++ < mostDependents ? 0 : into.seen;
  into.seen = walk.faulty.length;
  for (let index = start; index < into.seen; index++) {
    const id = walk.faulty[index]!;
    const { errors } = walk.verdicts.get(id)!;
    const class_type = walk.nodeType(id).name;
    into.nodeErrors[id] ??= { errors: [...errors], dependent_outputs: [], class_type };
    into.nodeErrors[id].dependent_outputs.push(output);
  }
}

function allFailed(failures: readonly ServerError[]): ServerError {
  const details = failures.map((failure) => `${failure.message}: ${failure.details}`).join("\n");
  return serverError("prompt_outputs_failed_validation", "Prompt outputs failed validation", details);
}

function coercedValues(walk: PromptWalk, prompt: JsonObject): Record<string, Record<string, JsonValue>> {
  const coerced = Object.create(null) as Record<string, Record<string, JsonValue>>;
  for (const [id, inputs] of walk.changed) {
    const given = (prompt[id] as JsonObject)["inputs"] as JsonObject;
    const values = Object.create(null) as Record<string, JsonValue>;
    for (const name of Object.keys(inputs)) {
      if (!isSameValue(given[name]!, inputs[name]!)) values[name] = inputs[name]!;
    }
    if (Object.keys(values).length > 0) coerced[id] = values;
  }
  return coerced;
}
