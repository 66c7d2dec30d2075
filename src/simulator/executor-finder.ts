import { defineExecutor, type Executor, type ExecutorDefinition } from "./execution/executor.ts";
import { audioExecutors } from "./executors/audio.ts";
import { conditioningExecutors } from "./executors/conditionings.ts";
import { imageFileExecutors } from "./executors/image-files.ts";
import { imageExecutors } from "./executors/images.ts";
import { emptyLatent, latentExecutors } from "./executors/latents.ts";
import { maskExecutors } from "./executors/masks.ts";
import { modelExecutors } from "./executors/models.ts";
import { placeholder } from "./executors/placeholder.ts";
import { samplingExecutors } from "./executors/sampling.ts";
import { textExecutors } from "./executors/texts.ts";
import { threeDExecutors } from "./executors/three-d.ts";
import { videoExecutors } from "./executors/video.ts";

const known: Readonly<Record<string, ExecutorDefinition>> = {
  ...imageExecutors,
  ...maskExecutors,
  ...imageFileExecutors,
  ...videoExecutors,
  ...audioExecutors,
  ...textExecutors,
  ...modelExecutors,
  ...conditioningExecutors,
  ...latentExecutors,
  ...samplingExecutors,
  ...threeDExecutors,
};

const emptyLatentNode: ExecutorDefinition = { execute: (inputs, context) => [emptyLatent(inputs, context.classType)] };

/** Finds what runs a node type: a registered executor, one of the simulator's own, or a placeholder. */
export function executorFinder(
  registered: Readonly<Record<string, Executor | ExecutorDefinition>>,
): (classType: string) => ExecutorDefinition {
  const own = new Map(Object.entries(registered).map(([classType, executor]) => [classType, defineExecutor(executor)]));
  return (classType) => {
    const found = own.get(classType) ?? (Object.hasOwn(known, classType) ? known[classType] : undefined);
    if (found !== undefined) return found;
    return /^Empty.*Latent(?!Audio)/.test(classType) && !classType.endsWith("Audio") ? emptyLatentNode : placeholder;
  };
}
