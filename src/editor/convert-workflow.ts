import type { Code } from "../errors/codes.ts";
import { ComfycError } from "../errors/comfyc-error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { Schema } from "../schema/node-type.ts";
import { reportWorkflow } from "./checks/report-workflow.ts";
import type { ConvertWarning, Warn } from "./convert-warning.ts";
import { loadWorkflow } from "./load/load-workflow.ts";
import { type ClockParts, readClock } from "./lower/clock.ts";
import { createDice } from "./lower/dice.ts";
import { type LoweredPrompt, lowerPrompt } from "./lower/lower-prompt.ts";
import { choosePacks } from "./packs/pack-table.ts";

export interface ConvertOptions {
  /** The moment that `%date:…%` names. @default the present */
  readonly now?: Date;
  /** IANA name of the time zone of `now`. @default the machine's */
  readonly timezone?: string;
  /** What the dice of `{a|b}` give, from 0 up to but not 1, over and over. @default Math.random */
  readonly random?: readonly number[];
  /** Where widget values come from: by their place, as in the editor, or by name where the file has names. @default "positional" */
  readonly values?: "positional" | "named";
  /** Node packs whose JavaScript is followed though the schema does not show them: `kjnodes`, `rgthree` …. @default [] */
  readonly packs?: readonly string[];
  /** Fail where the bytes cannot be vouched for, instead of a warning. @default false */
  readonly strict?: boolean;
}

export interface ConvertResult {
  /** The bytes of the editor's Export (API): two spaces of indent, no line feed at the end. */
  readonly text: string;
  /** The same as data; a node of unknown type lacks `class_type`. */
  readonly prompt: LoweredPrompt;
  readonly warnings: readonly ConvertWarning[];
}

/**
 * The API JSON of a workflow.json, byte for byte what ComfyUI's editor (frontend 1.58.1, English) exports for it.
 * @throws not_a_workflow, prompt_given, unknown_pack, and where the editor itself fails: node_without_type, recursive_definition, circular_link,
 * broken_link; with `strict` unverified_widget, browser_value
 */
export function convertWorkflow(workflowJson: JsonValue, schema: Schema, options: ConvertOptions = {}): ConvertResult {
  const warnings: ConvertWarning[] = [];
  const warn: Warn = (code, node, message) => void warnings.push({ code, node, message });
  const workflow = loadWorkflow(checkWorkflow(workflowJson), schema, {
    values: options.values ?? "positional",
    packs: choosePacks(schema, options.packs ?? []),
    warn,
  });
  reportWorkflow(workflow, schema, warn);
  if (options.strict === true) refuseDoubts(warnings);
  let clock: ClockParts | undefined;
  const prompt = withinStack(() =>
    lowerPrompt(workflow.root, {
      dice: createDice(options.random),
      clock: () => (clock ??= readClock(options.now ?? new Date(), options.timezone)),
    }),
  );
  return { text: JSON.stringify(prompt, null, 2), prompt, warnings };
}

/** The editor, too, follows links by calling itself, and fails where there are too many to follow. */
function withinStack<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ComfycError(
      "circular_link",
      "A link runs through more reroutes and bypassed nodes than can be followed.",
      {
        cause: error,
      },
    );
  }
}

/** What makes the bytes doubtful, so that strict conversion refuses it. */
const doubts: Readonly<Partial<Record<ConvertWarning["code"], Code>>> = {
  "unverified-widget": "unverified_widget",
  "browser-value": "browser_value",
};

function refuseDoubts(warnings: readonly ConvertWarning[]): void {
  for (const { code, node, message } of warnings) {
    const error = doubts[code];
    if (error !== undefined) throw new ComfycError(error, message, { details: { node } });
  }
}

function checkWorkflow(json: JsonValue): JsonObject {
  if (isJsonObject(json) && Array.isArray(json["nodes"])) return json;
  if (isApiJson(json)) {
    throw new ComfycError("prompt_given", "This is API JSON already, not a workflow.json.", {
      hint: "Use it as it is, or turn it into TypeScript with comfyc import.",
    });
  }
  throw new ComfycError("not_a_workflow", "This is not a workflow.json: it has no list of nodes.", {
    hint: "Give a file that the editor saved with Save or Export.",
  });
}

/** True for an object of nodes that each name a class. */
export function isApiJson(json: JsonValue): boolean {
  if (!isJsonObject(json)) return false;
  const nodes = Object.values(json);
  return nodes.length > 0 && nodes.every((node) => isJsonObject(node) && typeof node["class_type"] === "string");
}
