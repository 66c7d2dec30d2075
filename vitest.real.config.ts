import { defineConfig } from "vitest/config";

/** Tests against a real ComfyUI, named by COMFYC_REAL_SERVER: `npm run test:real`. */
export default defineConfig({
  test: { include: ["test/real/**/*.test.ts"], testTimeout: 600_000, fileParallelism: false },
});
