import type { JsonValue } from "../json/json-value.ts";
import type { LayoutWidget } from "./widget-layout.ts";

/** Widgets that the editor's own extensions (src/extensions/core) give a node type, beyond its declaration. */
export interface ClassExtras {
  /** Directly behind the widget of that input. */
  readonly behind?: Readonly<Record<string, readonly LayoutWidget[]>>;
  /** Behind the declared ones, before an upload button. */
  readonly before?: readonly LayoutWidget[];
  /** At the very end. */
  readonly last?: readonly LayoutWidget[];
}

/** The extras of a class, none for most. */
export function findClassExtras(className: string): ClassExtras {
  return Object.hasOwn(extras, className) ? extras[className]! : none;
}

const none: ClassExtras = {};
type Flags = Partial<Pick<LayoutWidget, "stored" | "sent">>;

function extra(name: string, role: LayoutWidget["role"], initial: JsonValue, flags: Flags = {}): LayoutWidget {
  return { name, role, initial, stored: true, sent: true, input: null, ...flags };
}

const player = extra("audioUI", "view", "", { stored: false, sent: false });
const withPlayer: ClassExtras = { before: [player] };
/** The 3D preview is sent as an empty text: it lacks the flag that keeps it out of the prompt. */
const with3dView: ClassExtras = { last: [extra("image", "view", "")] };

const extras: Readonly<Record<string, ClassExtras>> = {
  SaveAudio: withPlayer,
  SaveAudioMP3: withPlayer,
  SaveAudioOpus: withPlayer,
  SaveAudioAdvanced: withPlayer,
  PreviewAudio: withPlayer,
  LoadAudio: withPlayer,
  RecordAudio: { behind: { audio: [extra("audio", "button", "", { sent: false })] } },
  Preview3D: with3dView,
  SaveGLB: with3dView,
  Load3D: {
    behind: {
      model_file: [
        extra("upload 3d model", "button", "upload3dmodel"),
        extra("upload extra resources", "button", "uploadExtraResources"),
        extra("clear", "button", "clear"),
      ],
    },
  },
  WebcamCapture: { last: [extra("waiting for camera...", "button", "capture", { sent: false })] },
  PreviewAny: {
    last: [
      extra("preview_text", "view", "", { stored: false, sent: false }),
      extra("preview_mode", "view", false, { stored: false, sent: false }),
    ],
  },
  // The index follows from the choice; further options appear as the last one is filled (customWidgets.ts).
  CustomCombo: { last: [extra("index", "part", -1), extra("option1", "value", "")] },
};
