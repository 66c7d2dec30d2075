import { widgetsOfNode } from "../subgraph/promote.ts";
import type { CanvasWidget } from "../widgets/canvas-widget.ts";
import { comboOptions } from "../widgets/custom-combo.ts";
import { chooseInputs } from "../widgets/dynamic-inputs.ts";
import type { Canvas, CanvasNode } from "./canvas.ts";

/** What the editor mends in every file it opens (app.ts, loadGraphData). */
export function patchValues({ nodes }: Canvas): void {
  for (const node of nodes) for (const widget of widgetsOfNode(node).slice()) patchValue(node, widget);
}

const samplers = new Set(["KSampler", "KSamplerAdvanced"]);

function patchValue(node: CanvasNode, widget: CanvasWidget): void {
  const { value } = widget;
  if (samplers.has(node.type) && widget.name === "sampler_name") {
    if (typeof value === "string" && value.startsWith("sample_")) widget.value = value.slice(7);
  }
  if (value !== null && value !== undefined) return;
  const options = node.type === "CustomCombo" && widget.template.options ? comboOptions(node) : widget.template.options;
  if (options === null || options.length === 0) return;
  widget.value = options[0];
  const spec = widget.template.layout?.input;
  if (node.role === "real" && spec?.input.kind === "dynamicCombo") chooseInputs(node, spec, widget.value);
}
