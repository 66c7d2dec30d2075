import type { Issue } from "../../errors/issue.ts";
import { printable } from "../../errors/printable.ts";
import { findNearest } from "../../errors/suggestion.ts";
import type { Schema } from "../../schema/node-type.ts";
import { isAtHand, listModelsInUse, lookUpModels, type ModelInUse } from "../models/model-lock.ts";
import { placeOfNode, type ServerCheckContext, serverIssue, type SoundWorkflow } from "./server-issue.ts";

export interface ModelCheck {
  readonly missing: readonly ModelInUse[];
  readonly issues: readonly Issue[];
  /** `node\0input` of model inputs whose value the server has, or that `issues` tell of. */
  readonly settled: ReadonlySet<string>;
}

/** The model files that a workflow needs, on one server. */
export async function checkModels(workflow: SoundWorkflow, context: ServerCheckContext): Promise<ModelCheck> {
  const { snapshot } = context;
  const { manifest, prompt } = workflow.compiled;
  // A run puts the file name in the place of a logical one.
  const requires = manifest.requires.models.map((each) => {
    return Object.hasOwn(context.models, each.file) ? { ...each, file: context.models[each.file]! } : each;
  });
  const models = listModelsInUse([{ requires, classOf: (node) => prompt[node]?.class_type }]);
  const found = await lookUpModels(models, snapshot, { hash: false, signal: context.signal });
  const missing = models.filter((_, index) => !found[index]!.present);
  const settled = models.filter((model) => missing.includes(model) || isAtHand(model, snapshot));
  const placesOf = ({ folder, file }: ModelInUse) =>
    requires.filter((each) => each.folder === folder && each.file === file);
  return {
    missing,
    issues: missing.flatMap((model) =>
      placesOf(model).map(({ node, input }) => missingModel(model, { node, input }, workflow, snapshot.schema)),
    ),
    settled: new Set(settled.flatMap(placesOf).map(({ node, input }) => `${node}\0${input}`)),
  };
}

function missingModel(
  { folder, file }: ModelInUse,
  { node, input }: { readonly node: string; readonly input: string },
  workflow: SoundWorkflow,
  schema: Schema,
): Issue {
  const classType = workflow.compiled.prompt[node]?.class_type ?? "";
  const listed = schema.nodeTypes.get(classType)?.inputs.find(({ name }) => name === input)?.options.values ?? [];
  const nearest = findNearest(
    file,
    listed.filter((name) => typeof name === "string"),
  );
  const message = `model file ${JSON.stringify(file)} is missing in the folder ${printable(folder)}.`;
  return serverIssue("missing_on_server", "error", message, {
    ...placeOfNode(node, workflow),
    input,
    hint: nearest === undefined ? "Put the file there." : `Did you mean ${JSON.stringify(nearest)}?`,
    details: { kind: "model", folder, file },
  });
}
