import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/real/**", "node_modules/**"],
    globalSetup: ["test/announce-skips.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      enabled: process.env["COMFYC_COVERAGE"] === "1",
      provider: "v8",
      include: ["src/**/*.ts"],
      // The stock schema is data, entries are re-exports.
      exclude: ["src/schema/stock-schema-text.ts", "src/entry/**"],
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 90 },
    },
  },
});
