import type { LayoutWidget } from "../widget-layout.ts";
import { plainValue, type PlainValue, textOf } from "../load/plain-value.ts";

/** What all widgets of one declaration share. */
export interface WidgetTemplate {
  readonly name: string;
  /** It takes a place in `widgets_values`. */
  readonly stored: boolean;
  /** Its value goes into the prompt. */
  readonly sent: boolean;
  /** What a new node holds; undefined where the editor has no value. */
  readonly initial: PlainValue | undefined;
  /** The type whose constructor made it: INT, COMBO …; empty for a companion. */
  readonly type: string;
  /** The list of a combo, empty where it has none; null for any other widget. */
  readonly options: readonly PlainValue[] | null;
  /** A text area, which turns every value into a text. */
  readonly multiline: boolean;
  /** `{a|b}` and comments are resolved as the prompt is made. */
  readonly dynamicPrompt: boolean;
  readonly layout: LayoutWidget | null;
}

/** One widget of a loaded node. */
export interface CanvasWidget {
  name: string;
  readonly template: WidgetTemplate;
  value: PlainValue | undefined;
}

export function createWidget(template: WidgetTemplate): CanvasWidget {
  return { name: template.name, template, value: template.initial };
}

const controlModes = ["fixed", "increment", "decrement", "randomize"];

export function templateOf(layout: LayoutWidget): WidgetTemplate {
  const declared = layout.role === "value" ? layout.input?.input : undefined;
  const type = declared === undefined ? "" : typeName(declared.kind, declared.options.widgetType ?? declared.type);
  return {
    name: layout.name,
    stored: layout.stored,
    sent: layout.sent,
    initial: layout.initial === undefined ? undefined : plainValue(layout.initial),
    type,
    options: layout.role === "control" ? controlModes : optionsOf(layout, type),
    multiline: type === "STRING" && declared?.options.multiline === true,
    dynamicPrompt: type === "STRING" && declared?.options.dynamicPrompts === true,
    layout,
  };
}

function typeName(kind: string, type: unknown): string {
  return kind === "combo" || typeof type !== "string" ? "COMBO" : type;
}

function optionsOf({ input }: LayoutWidget, type: string): readonly PlainValue[] | null {
  if (input === null) return null;
  const { kind, choices, options } = input.input;
  if (kind === "dynamicCombo") return (choices ?? []).map(({ key }) => key);
  if (type !== "COMBO" || options.multiselect === true) return null;
  const list = options.values ?? options.rest?.["options"];
  return Array.isArray(list) ? list.map(plainValue) : [];
}

/** Puts a saved value into a widget, as its type takes it. */
export function setWidgetValue(widget: CanvasWidget, value: PlainValue | undefined): void {
  widget.value = widget.template.multiline ? areaText(value) : value;
}

/** What a text area makes of a value (useStringWidget.ts). */
function areaText(value: PlainValue | undefined): string {
  if (typeof value === "string") return value;
  return value === null ? "" : textOf(value);
}
