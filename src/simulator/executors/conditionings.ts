import type { ExecutorDefinition, NodeInputs } from "../execution/executor.ts";
import { latentFromImage, latentOf } from "./latents.ts";
import {
  conditioningInput,
  describedInput,
  imageInput,
  integer,
  latentInput,
  maskInput,
  number,
  text,
} from "../values/read-input.ts";
import {
  type Conditioning,
  conditioning,
  described,
  type Hint,
  isValue,
  type LatentValue,
} from "../values/node-values.ts";

function joined(...parts: readonly Conditioning[]): Conditioning {
  return conditioning(
    parts
      .map((part) => part.text)
      .filter((part) => part !== "")
      .join(" "),
    parts.flatMap((part) => part.hints),
  );
}

function withNote(source: Conditioning, note: string): Conditioning {
  return conditioning(`${source.text} ${note}`.trim(), source.hints);
}

function encodeText(inputs: NodeInputs): Conditioning[] {
  const clip = describedInput(inputs, "clip");
  const changed = clip.includes("+") || clip.includes("skip") ? ` {${clip}}` : "";
  return [conditioning(text(inputs, "text") + changed)];
}

function hintOf(inputs: NodeInputs): Hint {
  return {
    image: imageInput(inputs, "image"),
    strength: number(inputs, "strength"),
    start: number(inputs, "start_percent", 0),
    end: number(inputs, "end_percent", 1),
    name: describedInput(inputs, "control_net"),
  };
}

function hinted(source: Conditioning, hint: Hint): Conditioning {
  return hint.strength === 0 ? source : conditioning(source.text, [...source.hints, hint]);
}

/** The negative side keeps its text only: a hint shows once. */
function applyControl(inputs: NodeInputs): Conditioning[] {
  return [hinted(conditioningInput(inputs, "positive"), hintOf(inputs)), conditioningInput(inputs, "negative")];
}

function both(inputs: NodeInputs): Conditioning[] {
  return [conditioningInput(inputs, "positive"), conditioningInput(inputs, "negative")];
}

/** Video from a picture, in the manner of LTXV, Wan and their like. */
function imageToVideo(inputs: NodeInputs, classType: string): unknown[] {
  const name = isValue(inputs["image"], "IMAGE") ? "image" : "start_image";
  return [...both(inputs), latentFromImage(inputs, classType, name, number(inputs, "strength", 1))];
}

/** The guide picture is a hint that acts in all steps. */
function addGuide(inputs: NodeInputs): unknown[] {
  const hint: Hint = {
    image: imageInput(inputs, "image"),
    strength: number(inputs, "strength", 1),
    start: 0,
    end: 1,
    name: "guide",
  };
  const frame = integer(inputs, "frame_idx", 0);
  return [
    hinted(withNote(conditioningInput(inputs, "positive"), `{guide at ${frame}}`), hint),
    conditioningInput(inputs, "negative"),
    latentInput(inputs, "latent"),
  ];
}

function inpaint(inputs: NodeInputs): unknown[] {
  const latent: LatentValue = { ...latentOf(imageInput(inputs, "pixels")), mask: maskInput(inputs, "mask") };
  return [...both(inputs), latent];
}

export const conditioningExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  CLIPTextEncode: { execute: encodeText },
  ConditioningCombine: {
    execute: (inputs) => [
      joined(conditioningInput(inputs, "conditioning_1"), conditioningInput(inputs, "conditioning_2")),
    ],
  },
  ConditioningConcat: {
    execute: (inputs) => [
      joined(conditioningInput(inputs, "conditioning_to"), conditioningInput(inputs, "conditioning_from")),
    ],
  },
  ConditioningZeroOut: { execute: () => [conditioning("")] },
  FluxGuidance: {
    execute: (inputs) => [
      withNote(conditioningInput(inputs, "conditioning"), `{guidance ${number(inputs, "guidance")}}`),
    ],
  },
  ControlNetLoader: { execute: (inputs) => [described("CONTROL_NET", text(inputs, "control_net_name"))] },
  DiffControlNetLoader: { execute: (inputs) => [described("CONTROL_NET", text(inputs, "control_net_name"))] },
  ControlNetApply: { execute: (inputs) => [hinted(conditioningInput(inputs, "conditioning"), hintOf(inputs))] },
  ControlNetApplyAdvanced: { execute: applyControl },
  ControlNetApplySD3: { execute: applyControl },
  LTXVConditioning: {
    execute: (inputs) => both(inputs).map((side) => withNote(side, `{${number(inputs, "frame_rate")} fps}`)),
  },
  LTXVImgToVideo: { execute: (inputs, context) => imageToVideo(inputs, context.classType) },
  WanImageToVideo: { execute: (inputs, context) => imageToVideo(inputs, context.classType) },
  LTXVAddGuide: { execute: addGuide },
  LTXVCropGuides: { execute: (inputs) => [...both(inputs), latentInput(inputs, "latent")] },
  LTXVPreprocess: { execute: (inputs) => [imageInput(inputs, "image")] },
  InpaintModelConditioning: { execute: inpaint },
};
