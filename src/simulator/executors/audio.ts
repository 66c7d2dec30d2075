import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import type { ExecutorContext, ExecutorDefinition, ExecutorResult, NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { encodeFlac } from "../files/flac.ts";
import type { Pcm } from "../files/pcm.ts";
import { decodeWav } from "../files/wav.ts";
import type { FolderType } from "../files/server-folders.ts";
import { filesUi } from "../values/files-ui.ts";
import { fileFingerprint, inputPath } from "../values/input-file.ts";
import { metadataOf } from "../files/metadata.ts";
import { audioInput, integer, latentInput, number, text } from "../values/read-input.ts";
import type { AudioValue, LatentContent } from "../values/node-values.ts";

const sampleRate = 44_100;

function sound(pcm: Pcm): AudioValue {
  return { type: "AUDIO", ...pcm };
}

function silence(seconds: number, rate: number, channels: number): AudioValue {
  const length = Math.round(seconds * rate);
  return sound({ sampleRate: rate, channels: Array.from({ length: channels }, () => new Int16Array(length)) });
}

/** A quiet tone whose pitch follows from a text: what stands for sound that cannot be made or read here. */
export function tone(seedText: string, seconds: number): AudioValue {
  const pitch = 110 * 2 ** (createHash("sha256").update(seedText).digest()[0]! / 64);
  const samples = Int16Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) =>
    Math.round(6000 * Math.sin((2 * Math.PI * pitch * index) / sampleRate)),
  );
  return sound({ sampleRate, channels: [samples, samples] });
}

/** A WAV as it is; any other file as a second of a tone that depends on its content. */
async function loadAudio(inputs: NodeInputs, context: ExecutorContext): Promise<AudioValue[]> {
  const bytes = await readFile(inputPath(inputs, "audio", context));
  const pcm = decodeWav(bytes);
  return [pcm === null ? tone(createHash("sha256").update(bytes).digest("hex"), 1) : sound(pcm)];
}

async function writeFlac(
  inputs: NodeInputs,
  context: ExecutorContext,
  type: FolderType,
  prefix: string,
): Promise<ExecutorResult> {
  const { path, file } = (await context.folders.saver(type, prefix, null)).next("flac");
  await writeFile(path, encodeFlac(audioInput(inputs, "audio"), metadataOf(context)));
  return filesUi("audio", [file]);
}

function noEncoder(format: string) {
  return (): never => {
    throw new NodeError(
      `the simulator has no ${format} encoder; use SaveAudio, which writes FLAC`,
      "NotImplementedError",
    );
  };
}

function trim(inputs: NodeInputs): AudioValue[] {
  const source = audioInput(inputs, "audio");
  const total = source.channels[0]?.length ?? 0;
  const asked = Math.round(number(inputs, "start_index") * source.sampleRate);
  const start = Math.max(0, asked < 0 ? total + asked : asked);
  const end = start + Math.round(number(inputs, "duration") * source.sampleRate);
  return [{ ...source, channels: source.channels.map((samples) => samples.slice(start, end)) }];
}

function concat(inputs: NodeInputs): AudioValue[] {
  const pair = [audioInput(inputs, "audio1"), audioInput(inputs, "audio2")];
  const [first, second] = text(inputs, "direction", "after") === "after" ? pair : pair.toReversed();
  const channels = first!.channels.map((samples, index) =>
    Int16Array.from([...samples, ...(second!.channels[index] ?? second!.channels[0]!)]),
  );
  return [{ ...first!, channels }];
}

/** Two seconds for a latent of unknown length; its prompt and seed give the pitch. */
function decodeAudio(inputs: NodeInputs): AudioValue[] {
  const latent = latentInput(inputs, "samples");
  return [tone(contentText(latent.content), latent.length > 1 ? latent.length : 2)];
}

function contentText(content: LatentContent): string {
  return content.kind === "sampled"
    ? `${content.recipe.seed} ${content.recipe.text} ${content.recipe.steps}`
    : content.kind;
}

export const audioExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  EmptyAudio: {
    execute: (inputs) => [
      silence(number(inputs, "duration"), integer(inputs, "sample_rate", sampleRate), integer(inputs, "channels", 2)),
    ],
  },
  LoadAudio: { execute: loadAudio, fingerprint: fileFingerprint("audio") },
  SaveAudio: { execute: (inputs, context) => writeFlac(inputs, context, "output", text(inputs, "filename_prefix")) },
  PreviewAudio: { execute: (inputs, context) => writeFlac(inputs, context, "temp", context.folders.tempPrefix) },
  SaveAudioMP3: { execute: noEncoder("MP3") },
  SaveAudioOpus: { execute: noEncoder("Opus") },
  TrimAudioDuration: { execute: trim },
  AudioConcat: { execute: concat },
  VAEDecodeAudio: { execute: decodeAudio },
};
