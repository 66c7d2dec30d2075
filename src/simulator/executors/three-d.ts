import { writeFile } from "node:fs/promises";
import type { ExecutorContext, ExecutorDefinition, ExecutorResult, NodeInputs } from "../execution/executor.ts";
import { filesUi } from "../values/files-ui.ts";
import { encodeGlb } from "../files/glb.ts";
import { metadataOf } from "../files/metadata.ts";
import { text } from "../values/read-input.ts";

async function saveGlb(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const { path, file } = (await context.folders.saver("output", text(inputs, "filename_prefix"), null)).next("glb");
  await writeFile(path, encodeGlb(metadataOf(context)));
  return filesUi("3d", [file]);
}

/** Reports the file by name; it is no file item, as in ComfyUI. */
function preview3d(inputs: NodeInputs): ExecutorResult {
  return { outputs: [], ui: { result: [text(inputs, "model_file", ""), null, null] } };
}

async function saveSvg(inputs: NodeInputs, context: ExecutorContext): Promise<ExecutorResult> {
  const { path, file } = (await context.folders.saver("output", text(inputs, "filename_prefix"), null)).next("svg");
  const mark = JSON.stringify(metadataOf(context)).replaceAll("]]>", "]] >");
  const drawing = '<circle cx="32" cy="32" r="24" fill="#4a90d9"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><metadata><![CDATA[${mark}]]></metadata>${drawing}</svg>`;
  await writeFile(path, svg);
  return filesUi("images", [file]);
}

export const threeDExecutors: Readonly<Record<string, ExecutorDefinition>> = {
  SaveGLB: { execute: saveGlb },
  Preview3D: { execute: preview3d },
  SaveSVGNode: { execute: saveSvg },
};
