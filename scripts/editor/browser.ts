import { type Browser, chromium } from "playwright-core";

/** A headless Chromium: `COMFYC_CHROMIUM`, else Debian's. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["COMFYC_CHROMIUM"] ?? "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-background-networking", "--use-gl=angle", "--use-angle=swiftshader"],
  });
}
