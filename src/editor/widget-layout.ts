import type { JsonValue } from "../json/json-value.ts";
import type { ExpandedInput } from "../schema/expand-inputs.ts";
import type { NodeType } from "../schema/node-type.ts";
import { findClassExtras } from "./class-widgets.ts";
import { editorInputs, type LiveInputs } from "./editor-inputs.ts";
import { uploadButton, widgetsOf } from "./input-widgets.ts";

/** One widget of a node, in the editor's own order. */
export interface LayoutWidget {
  /** Name of the input it belongs to, or of its own for a companion (`control_after_generate`, `upload` …). */
  readonly name: string;
  /**
   * `value`: holds an input's value · `control`, `filter`: what happens to the value after a run · `button`: a click ·
   * `part`: a second view of a value · `view`: shows a result.
   */
  readonly role: "value" | "control" | "filter" | "button" | "part" | "view";
  /** It takes a place in `widgets_values`. */
  readonly stored: boolean;
  /** Its value goes into the prompt under its name. */
  readonly sent: boolean;
  /** What a new node holds; undefined where the editor has no value (a combo without options). */
  readonly initial: JsonValue | undefined;
  /** The declared input; null for a companion. */
  readonly input: ExpandedInput | null;
}

/** One input of a node that a link may end in. */
export interface LayoutSocket {
  readonly name: string;
  /** As the editor writes it: `COMBO` for any list, several types by comma, `*`. */
  readonly type: string;
  /** The widget of the same name stands beside it. */
  readonly widget: boolean;
  /** Drawn hollow (`shape: 7`). */
  readonly optional: boolean;
  readonly input: ExpandedInput;
}

export interface WidgetLayout {
  readonly widgets: readonly LayoutWidget[];
  /**
   * Those without a widget first, then those with one, each in declared order; the inputs of a dynamic combo before it.
   * The prompt has its linked sockets in this order, behind the widgets.
   */
  readonly sockets: readonly LayoutSocket[];
}

/**
 * The widgets and sockets that the editor (frontend 1.58.1) gives a node whose inputs hold `live`; a dynamic combo
 * without a value stands on its first option.
 * @param live input name → value or link. Only selectors of dynamic combos and names of autogrow slots are read.
 */
export function layoutWidgets(nodeType: NodeType, live: LiveInputs = {}): WidgetLayout {
  const extras = findClassExtras(nodeType.name);
  const widgets: LayoutWidget[] = [];
  const sockets: LayoutSocket[] = [];
  let upload: LayoutWidget | undefined;
  for (const input of editorInputs(nodeType, live)) {
    const made = widgetsOf(input);
    widgets.push(...made, ...(extras.behind?.[input.name] ?? []));
    upload ??= uploadButton(input, made.length > 0);
    sockets.push(socketOf(input, made.length > 0));
  }
  // The editor adds these to the end of the node's declaration (src/extensions/core/uploadImage.ts and others).
  widgets.push(...(extras.before ?? []), ...(upload === undefined ? [] : [upload]), ...(extras.last ?? []));
  return { widgets: distinctNames(widgets), sockets: inEditorOrder(sockets) };
}

/**
 * Sockets without a widget come first. The inputs of a dynamic combo, with a widget or without, stand in the second half
 * with their combo, and before it (src/core/graph/widgets/dynamicWidgets.ts inserts them there).
 */
function inEditorOrder(sockets: readonly LayoutSocket[]): LayoutSocket[] {
  const combos = new Set(sockets.filter(({ input }) => input.input.kind === "dynamicCombo").map(({ name }) => name));
  const parentOf = ({ input }: LayoutSocket) => input.within.findLast((name) => combos.has(name));
  const withChildren = (socket: LayoutSocket): LayoutSocket[] => {
    if (!combos.has(socket.name)) return [socket];
    return [...sockets.filter((child) => parentOf(child) === socket.name).flatMap(withChildren), socket];
  };
  const own = sockets.filter((socket) => parentOf(socket) === undefined);
  return [...own.filter(({ widget }) => !widget), ...own.filter(({ widget }) => widget).flatMap(withChildren)];
}

/** The editor tells widgets of one name apart by `#1`, `#2` …. */
function distinctNames(widgets: readonly LayoutWidget[]): LayoutWidget[] {
  const uses = new Map<string, number>();
  return widgets.map((widget) => {
    const use = uses.get(widget.name) ?? 0;
    uses.set(widget.name, use + 1);
    return use === 0 ? widget : { ...widget, name: `${widget.name}#${use}` };
  });
}

function socketOf(input: ExpandedInput, widget: boolean): LayoutSocket {
  return { name: input.name, type: socketType(input), widget, optional: !input.required, input };
}

export function socketType({ input }: ExpandedInput): string {
  if (input.kind === "matchType") return input.match?.allowed.join(",") ?? "*";
  if (input.kind === "dynamicSlot") return input.slot?.type ?? "*";
  return typeof input.type === "string" ? input.type : "COMBO";
}
