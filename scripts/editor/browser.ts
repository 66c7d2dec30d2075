import { createRequire } from "node:module";
import { join } from "node:path";

/** The part of a browser page that the editor tests use. */
export interface BrowserPage {
  goto(url: string): Promise<unknown>;
  evaluate<Result>(code: string): Promise<Result>;
  evaluate<Argument, Result>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  waitForFunction(code: string, argument: undefined, options: { timeout: number }): Promise<unknown>;
  waitForTimeout(milliseconds: number): Promise<void>;
  screenshot(options: { path: string }): Promise<unknown>;
  on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  on(event: "dialog", listener: (dialog: { dismiss(): Promise<void> }) => void): void;
}

export interface Browser {
  newPage(options: {
    locale: string;
    timezoneId: string;
    viewport: { width: number; height: number };
  }): Promise<BrowserPage>;
  close(): Promise<void>;
}

interface PlaywrightCore {
  chromium: { launch(options: { executablePath: string; headless: boolean; args: string[] }): Promise<Browser> };
}

/**
 * A headless Chromium (`COMFYC_CHROMIUM`, else Debian's), driven by the playwright-core installed in `toolsFolder`,
 * so that the package itself needs no browser driver.
 */
export async function launchBrowser(toolsFolder: string): Promise<Browser> {
  const { chromium } = createRequire(join(toolsFolder, "tools.js"))("playwright-core") as PlaywrightCore;
  return chromium.launch({
    executablePath: process.env["COMFYC_CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-background-networking", "--use-gl=angle", "--use-angle=swiftshader"],
  });
}
