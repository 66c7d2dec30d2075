import type { Browser, Page } from "playwright-core";

interface LoadReport {
  /** Errors and warnings that the page wrote, dialogs and toasts that it showed, while the file was loading. */
  readonly complaints: readonly string[];
  /** Ids of the root nodes as the editor holds them after loading. */
  readonly nodeIds: readonly (string | number)[];
  /** The text of Export (API), or null where the editor raised. */
  readonly api: string | null;
  readonly error: string | null;
}

/** One page of the real editor. */
export interface EditorPage {
  /** Opens the text of a workflow.json as a user's file, and exports it for the API. */
  load(workflowText: string): Promise<LoadReport>;
  /** What the editor would save now. */
  serialize(): Promise<string>;
  screenshot(path: string): Promise<void>;
  readonly page: Page;
}

const ready = `(() => {
  const app = window.comfyAPI?.app?.app ?? window.app;
  const types = Object.keys(window.LiteGraph?.registered_node_types ?? {});
  return Boolean(app?.canvas && app.extensionManager && types.length > 100 && (app.rootGraph ?? app.graph));
})()`;

/** Opens the editor that `url` serves and waits until its node types are registered. */
export async function openEditor(browser: Browser, url: string): Promise<EditorPage> {
  const viewport = { width: 1600, height: 1000 };
  const page = await browser.newPage({ locale: "en-US", timezoneId: "UTC", viewport });
  const log: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) log.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => log.push(`uncaught: ${error.message}`));
  page.on("dialog", (dialog) => void dialog.dismiss());
  await page.goto(url);
  await page.waitForFunction(ready, undefined, { timeout: 120_000 });
  await page.waitForTimeout(2000);
  return {
    page,
    load: (text) => loadWorkflow(page, log, text),
    serialize: () => page.evaluate<string>(`JSON.stringify(window.app.rootGraph.serialize(), null, 2)`),
    screenshot: async (path) => {
      await page.evaluate(fitView);
      await page.waitForTimeout(700);
      await page.screenshot({ path });
    },
  };
}

const fitView = `window.app.extensionManager.command.execute("Comfy.Canvas.FitView")`;

const emptyWorkflow = JSON.stringify({ nodes: [], links: [], groups: [], extra: {}, version: 0.4 });

async function loadWorkflow(page: Page, log: string[], text: string): Promise<LoadReport> {
  // While a file opens, the editor still looks for the App mode inputs of the one before and warns of them.
  await page.evaluate(loadAndExport, emptyWorkflow);
  await page.waitForTimeout(300);
  log.length = 0;
  const result = await page.evaluate(loadAndExport, text);
  // Missing models and node types are told with some delay.
  await page.waitForTimeout(1200);
  const shown = await page.evaluate<
    string[]
  >(`[...document.querySelectorAll('.p-dialog, .p-toast-message, [data-testid="error-overlay"]')]
    .map((element) => "shown: " + element.textContent.trim().slice(0, 200))`);
  return { ...result, complaints: [...log.filter((line) => !isNoise(line)), ...shown] };
}

/** Lines that the page writes on any file, or because the test's backend has no thumbnails and no network or account. */
function isNoise(line: string): boolean {
  return /Failed to load resource|partner_run_gate_blocked|GPU stall|WebGL|ERR_INTERNET_DISCONNECTED/.test(line);
}

/** Runs in the page. Export (API) writes `JSON.stringify(output, null, 2)` of what `graphToPrompt` gives. */
async function loadAndExport(text: string) {
  const scope = globalThis as unknown as { comfyAPI?: { app: { app: EditorApp } }; app: EditorApp };
  const app = (scope.app = scope.comfyAPI?.app.app ?? scope.app);
  const random = Math.random;
  try {
    await app.loadGraphData(JSON.parse(text), true, false, null, {});
    Math.random = () => 0;
    const { output } = await app.graphToPrompt();
    const nodeIds = app.rootGraph._nodes.map((node) => node.id);
    return { api: JSON.stringify(output, null, 2), nodeIds, error: null };
  } catch (error) {
    return { api: null, nodeIds: [], error: String(error) };
  } finally {
    Math.random = random;
  }
}

interface EditorApp {
  rootGraph: { _nodes: { id: string | number }[] };
  loadGraphData(workflow: unknown, clean: boolean, restoreView: boolean, name: null, options: object): Promise<unknown>;
  graphToPrompt(): Promise<{ output: unknown }>;
}
