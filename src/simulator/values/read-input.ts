import { JsonFloat } from "../../json/json-value.ts";
import type { NodeInputs } from "../execution/executor.ts";
import { NodeError } from "../node-error.ts";
import { describeValue } from "../execution/node-inputs.ts";
import {
  type AudioValue,
  type Conditioning,
  conditioning,
  type Described,
  type ImageValue,
  isValue,
  type LatentValue,
  type MaskValue,
} from "./node-values.ts";

/** A number, or `fallback` where the input is absent. @throws NodeError for anything else */
export function number(inputs: NodeInputs, name: string, fallback?: number): number {
  const value = inputs[name];
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof JsonFloat) return value.value;
  if (typeof value === "boolean") return Number(value);
  return absent(value, name, "a number", fallback);
}

export function integer(inputs: NodeInputs, name: string, fallback?: number): number {
  return Math.trunc(number(inputs, name, fallback));
}

/** A whole number of any size. */
export function seed(inputs: NodeInputs, name: string): bigint {
  const value = inputs[name];
  return typeof value === "bigint" ? value : BigInt(integer(inputs, name, 0));
}

export function text(inputs: NodeInputs, name: string, fallback?: string): string {
  const value = inputs[name];
  return typeof value === "string" ? value : absent(value, name, "a text", fallback);
}

export function flag(inputs: NodeInputs, name: string, fallback = false): boolean {
  const value = inputs[name];
  return value === undefined || value === null ? fallback : value !== false && value !== 0 && value !== "";
}

export function imageInput(inputs: NodeInputs, name: string): ImageValue {
  return socket<ImageValue>(inputs, name, "IMAGE");
}

export function maskInput(inputs: NodeInputs, name: string): MaskValue {
  return socket<MaskValue>(inputs, name, "MASK");
}

export function latentInput(inputs: NodeInputs, name: string): LatentValue {
  return socket<LatentValue>(inputs, name, "LATENT");
}

export function audioInput(inputs: NodeInputs, name: string): AudioValue {
  return socket<AudioValue>(inputs, name, "AUDIO");
}

/** A conditioning; what another node type made of one counts with its description. */
export function conditioningInput(inputs: NodeInputs, name: string): Conditioning {
  const value = inputs[name];
  if (isValue<Conditioning>(value, "CONDITIONING")) return value;
  return conditioning(describedInput(inputs, name));
}

/** The text of a MODEL, CLIP, SAMPLER … ; empty where the input is absent. */
export function describedInput(inputs: NodeInputs, name: string): string {
  const value = inputs[name];
  return typeof value === "object" && value !== null && "text" in value ? String((value as Described).text) : "";
}

export function optional<T extends { readonly type: string }>(
  inputs: NodeInputs,
  name: string,
  type: T["type"],
): T | null {
  const value = inputs[name];
  return isValue<T>(value, type) ? value : null;
}

/** @throws NodeError where a literal or a value of another type stands in a socket, which ComfyUI accepts unchecked. */
export function socket<T extends { readonly type: string }>(inputs: NodeInputs, name: string, type: T["type"]): T {
  const value = inputs[name];
  if (isValue<T>(value, type)) return value;
  throw new NodeError(`input ${name} needs ${type}, but got ${describeValue(value)}`, "TypeError");
}

function absent<T>(value: unknown, name: string, expected: string, fallback: T | undefined): T {
  if ((value === undefined || value === null) && fallback !== undefined) return fallback;
  const got = value === undefined ? "nothing" : describeValue(value);
  throw new NodeError(`input ${name} needs ${expected}, but got ${got}`, "TypeError");
}

/** Values of an autogrow group such as `images.image0`, in the order of their numbers. */
export function groupInputs(inputs: NodeInputs, group: string): unknown[] {
  return Object.keys(inputs)
    .filter((name) => name.startsWith(`${group}.`) && inputs[name] !== null)
    .sort((left, right) => left.localeCompare(right, "en", { numeric: true }))
    .map((name) => inputs[name]);
}
