import type { Pcm } from "../files/pcm.ts";

/** Pictures of one size: raw RGB or RGBA, row by row, one buffer a picture. */
export interface ImageValue {
  readonly type: "IMAGE";
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly frames: readonly Buffer[];
}

/** Masks of one size: one byte a pixel. */
export interface MaskValue {
  readonly type: "MASK";
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Buffer[];
}

/** How a picture was asked for; everything in it shows in the picture. */
export interface Recipe {
  readonly text: string;
  readonly negative: string;
  readonly seed: bigint;
  readonly steps: number;
  readonly cfg: number;
  readonly denoise: number;
  readonly sampler: string;
  readonly scheduler: string;
  readonly model: string;
  readonly hints: readonly Hint[];
}

/** A picture that steers another one: ControlNet and the like. */
export interface Hint {
  readonly image: ImageValue;
  readonly strength: number;
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

export type LatentContent =
  | { readonly kind: "empty" }
  | { readonly kind: "pixels"; readonly image: ImageValue; readonly hold: number }
  | {
      readonly kind: "sampled";
      readonly recipe: Recipe;
      readonly base: LatentContent;
      readonly mask: MaskValue | null;
    };

/** What VAEDecode will draw, in pixels. `length` is the number of frames of a video, 1 for pictures. */
export interface LatentValue {
  readonly type: "LATENT";
  readonly width: number;
  readonly height: number;
  readonly batch: number;
  readonly length: number;
  readonly isVideo: boolean;
  readonly content: LatentContent;
  readonly mask: MaskValue | null;
}

/** MODEL, CLIP, VAE and every other thing that a simulator has no weights for: a text that names it and its making. */
export interface Described {
  readonly type: string;
  readonly text: string;
}

export interface Conditioning {
  readonly type: "CONDITIONING";
  readonly text: string;
  readonly hints: readonly Hint[];
}

export interface NoiseValue {
  readonly type: "NOISE";
  readonly seed: bigint;
}

export interface SigmasValue {
  readonly type: "SIGMAS";
  readonly scheduler: string;
  readonly steps: number;
  readonly denoise: number;
}

export interface GuiderValue {
  readonly type: "GUIDER";
  readonly model: string;
  readonly positive: Conditioning;
  readonly negative: Conditioning;
  readonly cfg: number;
}

export interface VideoValue {
  readonly type: "VIDEO";
  readonly images: ImageValue;
  readonly fps: number;
  readonly audio: AudioValue | null;
}

export interface AudioValue extends Pcm {
  readonly type: "AUDIO";
}

export function image(width: number, height: number, frames: readonly Buffer[], channels: 3 | 4 = 3): ImageValue {
  return { type: "IMAGE", width, height, channels, frames };
}

export function mask(width: number, height: number, frames: readonly Buffer[]): MaskValue {
  return { type: "MASK", width, height, frames };
}

export function conditioning(text: string, hints: readonly Hint[] = []): Conditioning {
  return { type: "CONDITIONING", text, hints };
}

export function described(type: string, text: string): Described {
  return { type, text };
}

/** True for a value between nodes of that type. */
export function isValue<T extends { readonly type: string }>(value: unknown, type: T["type"]): value is T {
  return typeof value === "object" && value !== null && "type" in value && value.type === type;
}
