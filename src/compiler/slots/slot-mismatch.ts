import { mediaKinds, slotType, type SlotDeclaration } from "../../manifest/slot-declaration.ts";
import type { InputType } from "../../schema/node-type.ts";
import { splitTypes } from "../../schema/socket-types.ts";
import { placeOf } from "../flatten/flat-graph.ts";
import type { IssueList } from "../issue-list.ts";
import type { SlotUse } from "../lower/lower-graph.ts";

/** True where the slot fits the input; else the reason, in words, is an issue at the node. */
export function checkSlotUse(slot: SlotDeclaration, use: SlotUse, issues: IssueList): boolean {
  const problem = use.declared === null ? undefined : findMismatch(slot, use.declared);
  if (problem === undefined) return true;
  issues.add("slot_type_mismatch", placeOf(use.flat, use.input), {
    message: `Slot "${slot.name}" is slot.${slot.kind}, but ${use.input} of ${use.flat.node.type} ${problem.takes}.`,
    hint: problem.hint,
    details: { slot: slot.name },
  });
  return false;
}

interface Mismatch {
  readonly takes: string;
  readonly hint: string;
}

function findMismatch(slot: SlotDeclaration, input: InputType): Mismatch | undefined {
  const type = slotType(slot.kind);
  if (type === "FILE") return slot.kind === "model" ? findModelMismatch(slot, input) : findMediaMismatch(slot, input);
  if (input.kind === "dynamicCombo" || input.kind === "autogrow") {
    return {
      takes: "shapes the node, so that no slot can feed it",
      hint: "Write the value, or switch pieces with pick.",
    };
  }
  if (acceptedTypes(input).some((accepted) => accepted === type || accepted === "*")) return undefined;
  return { takes: `takes ${describeInput(input)}`, hint: hintFor(input) };
}

function acceptedTypes(input: InputType): string[] {
  if (input.kind === "wildcard") return ["*"];
  if (input.kind === "combo") return ["COMBO"];
  if (input.kind === "matchType") return [...(input.match?.allowed ?? ["*"])];
  return splitTypes(String(input.type));
}

function describeInput(input: InputType): string {
  if (input.kind === "combo") return input.options.open === true ? describeFileInput(input) : "one of a list";
  const names: Record<string, string> = {
    int: "a whole number",
    float: "a number",
    string: "a text",
    boolean: "true or false",
  };
  return names[input.kind] ?? `a socket of type ${String(input.type)}`;
}

function hintFor(input: InputType): string {
  if (input.kind === "combo") {
    if (input.options.upload !== undefined) return "Declare it with slot.image, slot.video or slot.audio.";
    return input.options.modelFolder === undefined ? "Declare it with slot.choice." : "Declare it with slot.model.";
  }
  const kinds: Record<string, string> = {
    int: "slot.int",
    float: "slot.float",
    string: "slot.text",
    boolean: "slot.bool",
  };
  const kind = kinds[input.kind];
  return kind === undefined ? "Link the output of a node to it." : `Declare it with ${kind}.`;
}

function describeFileInput(input: InputType): string {
  if (input.options.modelFolder !== undefined) return `a model file of the folder ${input.options.modelFolder}`;
  return input.options.upload === undefined ? "a file that the server lists" : `a file (${input.options.upload})`;
}

function findModelMismatch(slot: SlotDeclaration, input: InputType): Mismatch | undefined {
  const { open, modelFolder, upload } = input.options;
  if (input.kind !== "combo" || open !== true || upload !== undefined) {
    return { takes: `takes ${describeInput(input)}, not a model file`, hint: hintFor(input) };
  }
  if (slot.folder === undefined || modelFolder === undefined || slot.folder === modelFolder) return undefined;
  return {
    takes: `takes a model file of the folder ${modelFolder}, not of ${slot.folder}`,
    hint: "Use one slot for each folder, or leave the folder out of the declaration.",
  };
}

const uploadsByKind: Readonly<Record<(typeof mediaKinds)[number], string>> = {
  image: "image",
  mask: "image",
  video: "video",
  audio: "audio",
  mesh: "file",
};

function findMediaMismatch(slot: SlotDeclaration, input: InputType): Mismatch | undefined {
  const { open, modelFolder, upload } = input.options;
  if (input.kind !== "combo" || open !== true || modelFolder !== undefined) {
    const loader = input.kind === "socket" ? `Load the file first: comfy.${loaderOf(slot)}.` : hintFor(input);
    return { takes: `takes ${describeInput(input)}, not a file name`, hint: loader };
  }
  if (upload === undefined || upload === "file" || upload === uploadsByKind[slot.kind as keyof typeof uploadsByKind]) {
    return undefined;
  }
  return { takes: `takes ${describeFileInput(input)}`, hint: `Declare it with slot.${upload}.` };
}

function loaderOf(slot: SlotDeclaration): string {
  const loaders: Record<string, string> = {
    image: "LoadImage({ image: slot })",
    mask: "LoadImageMask({ image: slot })",
    video: "LoadVideo({ file: slot })",
    audio: "LoadAudio({ audio: slot })",
  };
  return loaders[slot.kind] ?? "Load3D({ model_file: slot })";
}
