import type { JsonValue } from "../json/json-value.ts";
import type { ExpandedInput } from "../schema/expand-inputs.ts";
import { firstChoice } from "./editor-inputs.ts";
import type { LayoutWidget } from "./widget-layout.ts";

/** The widgets that one input makes, the value first, then its companions; none for a mere socket. */
export function widgetsOf(input: ExpandedInput): LayoutWidget[] {
  const type = widgetType(input);
  if (type === undefined || input.input.options.forceInput === true) return [];
  const { initial, stored = true, sent = true } = valueWidgets[type]!(input);
  return [{ name: input.name, role: "value", stored, sent, initial, input }, ...companions(input, type, initial)];
}

/** The type whose constructor the editor takes, or undefined where it has none and makes a socket. */
function widgetType({ input }: ExpandedInput): string | undefined {
  if (input.kind === "combo") return "COMBO";
  const type = input.options.widgetType ?? input.type;
  return typeof type === "string" && Object.hasOwn(valueWidgets, type) ? type : undefined;
}

interface ValueWidget {
  readonly initial: JsonValue | undefined;
  readonly stored?: boolean;
  readonly sent?: boolean;
}

const preset =
  (fallback: JsonValue) =>
  ({ input }: ExpandedInput): ValueWidget => ({ initial: input.options.default ?? fallback });
const fixed = (initial: JsonValue) => (): ValueWidget => ({ initial });

/**
 * The editor's widget constructors by input type. Defaults that it draws on are the declared `default`, else the value
 * here. Types that are not listed are sockets.
 */
const valueWidgets: Readonly<Record<string, (input: ExpandedInput) => ValueWidget>> = {
  INT: preset(0),
  FLOAT: preset(0),
  STRING: preset(""),
  BOOLEAN: preset(false),
  COMBO: ({ input }) => ({ initial: initialOption(input.options, input.options.rest) }),
  COMFY_DYNAMICCOMBO_V3: ({ input }) => ({ initial: firstChoice(input) }),
  MARKDOWN: fixed(""),
  TEXTAREA: preset(""),
  COLOR: preset("#ffffff"),
  COLORS: preset([]),
  RANGE: preset({ min: 0, max: 1 }),
  BOUNDING_BOX: preset({ x: 0, y: 0, width: 512, height: 512 }),
  BOUNDING_BOXES: preset([]),
  CHART: ({ input }) => ({ initial: input.options.rest?.["data"] ?? {} }),
  GALLERIA: ({ input }) => ({ initial: input.options.rest?.["images"] ?? [] }),
  COMPOSITOR: preset({}),
  PAINTER: preset(""),
  CURVE: preset({
    points: [
      [0, 0],
      [1, 1],
    ],
    interpolation: "monotone_cubic",
  }),
  VIDEO_EDIT: preset({ trim: { start_time: 0, duration: 0 }, crop: { x: 0, y: 0, width: 0, height: 0 } }),
  LIGHT_INFO_PREVIEW: preset([]),
  RESOLUTION_PREVIEW: () => ({ initial: undefined, stored: false, sent: false }),
  IMAGECOMPARE: () => ({ initial: ["", ""], stored: false }),
  WEBCAM: fixed(""),
  AUDIO_RECORD: fixed(""),
  LOAD_3D: fixed(""),
};

function initialOption(options: ExpandedInput["input"]["options"], rest: unknown): JsonValue | undefined {
  const wire = rest as { options?: JsonValue[] } | undefined;
  if (options.multiselect === true) return [];
  if (options.default !== undefined) return options.default;
  // A remote combo says so until its list has come (useRemoteWidget.ts).
  const values = options.values ?? wire?.options;
  return values?.[0] ?? (options.remote === undefined ? undefined : "Loading...");
}

function companions(input: ExpandedInput, type: string, initial: JsonValue | undefined): LayoutWidget[] {
  return [...remoteCompanions(input), ...controlCompanions(input, type), ...boxParts(type, initial)];
}

function companion(name: string, role: LayoutWidget["role"], initial: JsonValue, sent = false): LayoutWidget {
  return { name, role, stored: true, sent, initial, input: null };
}

function remoteCompanions({ input }: ExpandedInput): LayoutWidget[] {
  const { remote } = input.options;
  if (remote === undefined) return [];
  const refresh = companion("Auto-refresh after generation", "control", false);
  // The button lacks the flag that would keep it out of the prompt.
  return remote["refresh_button"] === true ? [refresh, companion("refresh", "button", "refresh", true)] : [refresh];
}

/** Names that make an INT a seed for the editor where the declaration does not say. */
const seedNames = new Set(["seed", "noise_seed"]);
const controlValues = new Set(["fixed", "increment", "decrement", "randomize", "increment-wrap"]);

function controlCompanions({ name, input }: ExpandedInput, type: string): LayoutWidget[] {
  const declared = input.options.controlAfterGenerate;
  const control = declared ?? (type === "INT" && seedNames.has(name));
  if (control === false || !["INT", "FLOAT", "COMBO"].includes(type)) return [];
  const isMode = typeof control === "string" && controlValues.has(control);
  const usual = type === "FLOAT" || input.options.multiselect === true ? "fixed" : "randomize";
  const prefix = input.options.rest?.["control_prefix"];
  const label = typeof control === "string" && !isMode ? control : "control_after_generate";
  const widget = companion(
    typeof prefix === "string" ? `${prefix} ${label}` : label,
    "control",
    isMode ? control : usual,
  );
  const filtered = type === "COMBO" && input.options.multiselect !== true;
  return filtered ? [widget, companion("control_filter_list", "filter", "")] : [widget];
}

function boxParts(type: string, initial: JsonValue | undefined): LayoutWidget[] {
  if (type !== "BOUNDING_BOX") return [];
  const box = initial as Record<string, JsonValue>;
  return ["x", "y", "width", "height"].map((part) => companion(part, "part", box[part] ?? 0));
}

/** The upload button of a required file combo. The editor puts it behind all other widgets (uploadImage.ts). */
export function uploadButton({ input }: ExpandedInput, hasWidget: boolean): LayoutWidget | undefined {
  const { upload, rest } = input.options;
  if (!hasWidget || !input.required) return undefined;
  if (upload === "image" || upload === "video" || rest?.["animated_image_upload"] === true) {
    return companion("upload", "button", "image");
  }
  return upload === "audio" ? companion("upload", "button", "") : undefined;
}
