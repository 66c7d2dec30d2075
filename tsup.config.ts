import { defineConfig } from "tsup";

/** One chunked ESM build: the CLI loads a command's chunk only when that command runs, so it starts fast. */
export default defineConfig({
  entry: {
    "entry/authoring": "src/entry/authoring.ts",
    "entry/compiler": "src/entry/compiler.ts",
    "entry/convert": "src/entry/convert.ts",
    "entry/runtime": "src/entry/runtime.ts",
    "entry/simulator": "src/entry/simulator.ts",
    "entry/schema": "src/entry/schema.ts",
    "entry/manifest": "src/entry/manifest.ts",
    "cli/main": "src/cli/main.ts",
  },
  format: "esm",
  target: "node22",
  platform: "node",
  splitting: true,
  sourcemap: false,
  clean: true,
  dts: false,
});
