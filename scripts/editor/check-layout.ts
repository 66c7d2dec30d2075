import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { layoutWidgets } from "../../src/editor/widget-layout.ts";
import { JsonFloat, type JsonValue } from "../../src/json/json-value.ts";
import { parseJson } from "../../src/json/parse-json.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";
import type { NodeType } from "../../src/schema/node-type.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";
import { launchBrowser } from "./browser.ts";
import { startEditorBackend } from "./editor-backend.ts";
import { openEditor } from "./editor-page.ts";

const usage = `node scripts/editor/check-layout.ts OBJECT_INFO
Makes a node of every type in the real editor and compares its widgets and sockets with src/editor/widget-layout.ts.
COMFYC_EDITOR_TOOLS names the folder that scripts/editor/install-tools.sh filled.`;

/** Name, takes a place in widgets_values, is sent, value. */
type Widget = [string, boolean, boolean, JsonValue];
/** Name, type, has a widget, is optional. */
type Socket = [string, string, boolean, boolean];

interface FreshNode {
  widgets: Widget[];
  sockets: Socket[];
}

/** Sockets beside buttons and players, in which no link can end. */
const companionSockets = new Set(["IMAGEUPLOAD", "AUDIOUPLOAD", "AUDIO_UI", "PREVIEW_3D"]);

const tools = process.env["COMFYC_EDITOR_TOOLS"];
const [file] = process.argv.slice(2);
if (tools === undefined || file === undefined) {
  console.error(usage);
  process.exit(2);
}

const objectInfo = await readFile(file, "utf8");
const { nodeTypes } = parseObjectInfo(parseJson(objectInfo, { source: file }));
const fresh = await makeNodes(tools, objectInfo, [...nodeTypes.keys()]);
let agreed = 0;
for (const [name, nodeType] of nodeTypes) {
  const theirs = fresh[name];
  if (theirs === undefined) {
    console.log(`${name}: the editor makes no node of this type`);
    continue;
  }
  const faults = [...compare("widgets", ourWidgets(nodeType), theirs.widgets), ...compareSockets(nodeType, theirs)];
  if (faults.length === 0) agreed++;
  else console.log([name, ...faults].join("\n  "));
}
console.log(`${agreed} of ${nodeTypes.size} node types have the editor's widgets and sockets.`);

function ourWidgets(nodeType: NodeType): Widget[] {
  return layoutWidgets(nodeType).widgets.map(({ name, stored, sent, initial }) => {
    return [name, stored, sent, initial instanceof JsonFloat ? initial.value : (initial ?? null)];
  });
}

function compareSockets(nodeType: NodeType, theirs: FreshNode): string[] {
  const ours = layoutWidgets(nodeType).sockets.map(({ name, type, widget, optional }): Socket => {
    return [name, type, widget, optional];
  });
  // The order of sockets with a widget decides nothing: a link keeps the widget's place in the prompt.
  const order = (a: Socket, b: Socket) => Number(a[2]) - Number(b[2]) || (a[2] ? a[0].localeCompare(b[0]) : 0);
  const linkable = theirs.sockets.filter(([, type]) => !companionSockets.has(type));
  return compare("sockets", ours.sort(order), linkable.sort(order));
}

function compare(what: string, ours: JsonValue, theirs: JsonValue): string[] {
  const [here, there] = [stringifyJson(ours), stringifyJson(theirs)];
  return here === there ? [] : [`${what} here:      ${here}`, `${what} in editor: ${there}`];
}

async function makeNodes(tools: string, objectInfo: string, names: string[]): Promise<Record<string, FreshNode>> {
  const staticFolder = join(tools, "frontend", "comfyui_frontend_package", "static");
  const backend = await startEditorBackend({ staticFolder, objectInfo });
  const browser = await launchBrowser();
  try {
    const { page } = await openEditor(browser, backend.url);
    return JSON.parse(await page.evaluate(makeNodesInPage, names)) as Record<string, FreshNode>;
  } finally {
    await browser.close();
    await backend.close();
  }
}

/** Runs in the page. */
function makeNodesInPage(names: string[]): string {
  interface LiteNode {
    widgets?: { name: string; value: unknown; serialize?: boolean; options?: { serialize?: boolean } }[];
    inputs: { name: string; type: string; widget?: unknown; shape?: number }[];
  }
  interface LiteGraphScope {
    LiteGraph: { createNode(type: string): LiteNode | null };
    comfyAPI: {
      app: { app: { rootGraph: { clear(): void; add(node: LiteNode): void; remove(node: LiteNode): void } } };
    };
  }
  const scope = globalThis as unknown as LiteGraphScope;
  const graph = scope.comfyAPI.app.app.rootGraph;
  graph.clear();
  const made = names.map((name): [string, unknown] => {
    const node = scope.LiteGraph.createNode(name);
    if (node === null) return [name, undefined];
    graph.add(node);
    const widgets = (node.widgets ?? []).map(({ name, value, serialize, options }) => {
      return [name, serialize !== false, options?.serialize !== false, value ?? null];
    });
    const sockets = node.inputs.map(({ name, type, widget, shape }) => [name, type, Boolean(widget), shape === 7]);
    graph.remove(node);
    return [name, { widgets, sockets }];
  });
  return JSON.stringify(Object.fromEntries(made));
}
