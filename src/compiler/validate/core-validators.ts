import { isJsonNumber, numericValue, type JsonValue } from "../../json/json-value.ts";
import type { NodeValidator, NodeValidators, ValidatorCall } from "./node-validator.ts";
import { keyError, PythonError, typeError } from "./python/error.ts";
import { parsePythonInt, pythonStrip } from "./python/number.ts";
import { pythonTypeName } from "./python/repr.ts";
import { findServerFile } from "./server-files.ts";

/**
 * The eleven node types of ComfyUI 0.8.0 that check their inputs in Python. Their messages are the server's wire text,
 * word for word on purpose: the simulator sends them, and clients compare them.
 */
export const coreValidators: NodeValidators = new Map<string, NodeValidator>([
  ["LoadImage", fileValidator("LoadImage.VALIDATE_INPUTS", "image", "image")],
  ["LoadImageMask", fileValidator("LoadImageMask.VALIDATE_INPUTS", "image", "image")],
  ["LoadImageOutput", fileValidator("LoadImage.VALIDATE_INPUTS", "image", "image")],
  ["WebcamCapture", fileValidator("LoadImage.VALIDATE_INPUTS", "image", "image")],
  ["LoadLatent", fileValidator("LoadLatent.VALIDATE_INPUTS", "latent", "latent")],
  ["LoadAudio", fileValidator("LoadAudio.validate_inputs", "audio", "audio")],
  ["LoadVideo", fileValidator("LoadVideo.validate_inputs", "file", "video")],
  ["CustomCombo", validator("CustomComboNode.validate_inputs", ["choice"], () => true)],
  [
    "KlingCameraControls",
    validator(
      "KlingCameraControls.validate_inputs",
      ["horizontal_movement", "vertical_movement", "pan", "tilt", "roll", "zoom"],
      checkCamera,
    ),
  ],
  ["FluxProUltraImageNode", validator("FluxProUltraImageNode.validate_inputs", ["aspect_ratio"], checkAspectRatio)],
  [
    "TripoConversionNode",
    { ...validator("TripoConversionNode.validate_inputs", [], checkTripoTask), takesTypes: true },
  ],
]);

function validator(qualifiedName: string, args: readonly string[], check: NodeValidator["check"]): NodeValidator {
  return { qualifiedName, args, required: args, check };
}

function fileValidator(qualifiedName: string, input: string, kind: string): NodeValidator {
  const check: NodeValidator["check"] = ({ values, files }) => {
    const name = textOf(values.get(input)!, "endswith");
    return files === undefined || findServerFile(name, files) !== undefined || `Invalid ${kind} file: ${name}`;
  };
  return { ...validator(qualifiedName, [input], check), readsFile: input };
}

function textOf(value: JsonValue, method: string): string {
  if (typeof value === "string") return value;
  throw new PythonError("AttributeError", `'${pythonTypeName(value)}' object has no attribute '${method}'`);
}

function checkCamera({ values }: ValidatorCall): true | string {
  const moves = coreValidators.get("KlingCameraControls")!.args.some((name) => realNumber(values.get(name)!) !== 0);
  return moves || "Invalid camera control configs: at least one of the values must be non-zero";
}

function realNumber(value: JsonValue): number {
  if (typeof value === "boolean") return Number(value);
  if (!isJsonNumber(value)) throw typeError(`must be real number, not ${pythonTypeName(value)}`);
  return Number(numericValue(value));
}

function checkAspectRatio({ values }: ValidatorCall): true {
  const text = textOf(values.get("aspect_ratio")!, "split");
  const ratio = parseAspectRatio(text);
  if (ratio < 0.25) throw new PythonError("ValueError", `Aspect ratio \`${twoDigits(ratio)}\` must be ≤ 0.25.`);
  if (ratio > 4) throw new PythonError("ValueError", `Aspect ratio \`${twoDigits(ratio)}\` must be ≤ 4.`);
  return true;
}

function parseAspectRatio(text: string): number {
  const parts = text.split(":");
  if (parts.length !== 2) {
    throw new PythonError("ValueError", `Aspect ratio must be 'X:Y' (e.g., 16:9), got '${text}'.`);
  }
  const [width, height] = parts.map((part) => parsePythonInt(pythonStrip(part)));
  if (width === undefined || height === undefined) {
    throw new PythonError("ValueError", `Aspect ratio must contain integers separated by ':', got '${text}'.`);
  }
  if (width <= 0 || height <= 0) {
    throw new PythonError("ValueError", `Aspect ratio parts must be positive integers, got ${width}:${height}.`);
  }
  return Number(width) / Number(height);
}

/** `format(value, ".2g")`. */
function twoDigits(value: number): string {
  const exponent = Math.floor(Math.log10(value));
  if (exponent >= -4 && exponent < 2) return String(Number(value.toPrecision(2)));
  const [mantissa, power] = value.toExponential(1).split("e");
  const digits = String(Math.abs(Number(power))).padStart(2, "0");
  return `${mantissa!.replace(/\.0$/, "")}e${Number(power) < 0 ? "-" : "+"}${digits}`;
}

const tripoTasks = ["MODEL_TASK_ID", "RIG_TASK_ID", "RETARGET_TASK_ID"];

function checkTripoTask({ received }: ValidatorCall): true | string {
  const task = received.get("original_model_task_id");
  if (task === undefined) throw keyError("original_model_task_id");
  return (
    (typeof task.type === "string" && tripoTasks.includes(task.type)) ||
    "original_model_task_id must be MODEL_TASK_ID, RIG_TASK_ID or RETARGET_TASK_ID type"
  );
}
