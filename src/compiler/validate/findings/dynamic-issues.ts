import { renderOptions, suggest } from "../../../errors/suggestion.ts";
import type { JsonObject, JsonValue } from "../../../json/json-value.ts";
import { stringifyJson } from "../../../json/stringify-json.ts";
import { autogrowNames } from "../../../schema/expand-inputs.ts";
import type { InputType } from "../../../schema/node-type.ts";
import type { RunnablePrompt } from "./runnable-prompt.ts";

/** Dynamic inputs of V3 nodes: the server checks neither selectors nor the number of inputs, and fails when it runs. */
export function findDynamicIssues(runnable: RunnablePrompt): void {
  for (const id of runnable.reached) {
    const nodeType = runnable.nodeType(id);
    if (nodeType.isV3) new DynamicCheck(runnable, id).all(nodeType.inputs, "");
  }
}

class DynamicCheck {
  private readonly runnable: RunnablePrompt;
  private readonly id: string;
  private readonly live: JsonObject;

  constructor(runnable: RunnablePrompt, id: string) {
    this.runnable = runnable;
    this.id = id;
    this.live = runnable.inputs(id);
  }

  all(inputs: readonly InputType[], prefix: string): void {
    for (const input of inputs) {
      const name = prefix + input.name;
      if (input.kind === "dynamicCombo") this.combo(input, name);
      else if (input.kind === "autogrow") this.group(input, name);
      else if (input.slot !== undefined && Object.hasOwn(this.live, name)) this.all(input.slot.inputs, `${name}.`);
    }
  }

  private combo(input: InputType, name: string): void {
    const choices = input.choices ?? [];
    const isThere = Object.hasOwn(this.live, name);
    if (!isThere && !input.required) return;
    const chosen = choices.find((choice) => choice.key === this.live[name]);
    if (chosen !== undefined) this.all(chosen.inputs, `${name}.`);
    else
      this.badSelector(
        name,
        isThere ? this.live[name]! : undefined,
        choices.map((choice) => choice.key),
      );
  }

  private badSelector(name: string, value: JsonValue | undefined, keys: readonly string[]): void {
    const fault =
      value === undefined
        ? "is missing"
        : Array.isArray(value)
          ? "is a link, but must be one of its options"
          : `is ${stringifyJson(value)}, which is not one of its ${keys.length} options`;
    const near = typeof value === "string" ? suggest(value, keys) : undefined;
    this.runnable.report({
      code: "dynamic_combo_key",
      severity: "error",
      node: this.id,
      input: name,
      message: `Input ${name} ${fault}: the node fails when it runs.`,
      hint: near ?? `Options: ${renderOptions(keys)}.`,
    });
  }

  private group(input: InputType, name: string): void {
    const { autogrow } = input;
    if (autogrow === undefined) return;
    const names = autogrowNames(autogrow);
    const used = names.map((each) => Object.hasOwn(this.live, `${name}.${each}`));
    const count = used.filter(Boolean).length;
    const place = { node: this.id, input: name, hint: `The first one is ${name}.${names[0]}.` };
    if (count === 0) {
      if (input.required) {
        const message = `Group ${name} has no input, and the node fails without one.`;
        this.runnable.report({ code: "autogrow_empty", severity: "error", message, ...place });
      }
      return;
    }
    const last = used.lastIndexOf(true);
    if (last >= count) this.gap(name, names.slice(0, last + 1));
    if (count < autogrow.min) {
      const message = `Group ${name} has ${count} of at least ${autogrow.min} inputs; later servers refuse that.`;
      this.runnable.report({ code: "autogrow_below_min", severity: "warning", message, ...place });
    }
  }

  /** @param names those up to the last one in use. */
  private gap(name: string, names: readonly string[]): void {
    const full = names.map((each) => `${name}.${each}`);
    const missing = full.filter((each) => !Object.hasOwn(this.live, each));
    this.runnable.report({
      code: "autogrow_gap",
      severity: "warning",
      node: this.id,
      input: name,
      message: `Group ${name} has ${full.at(-1)}, but not ${listWords(missing)}.`,
      hint: `Name the inputs without a gap: ${listWords(full.slice(0, full.length - missing.length))}.`,
    });
  }
}

function listWords(names: readonly string[]): string {
  const shown = names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
