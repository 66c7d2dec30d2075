// Times comfy-ts (github.com/rvion/comfy-ts) from object_info to text, as the first call of a process:
// `node --experimental-transform-types comfy-ts.mjs FILE CHECKOUT`. The last line of what it prints is {model, text} in
// milliseconds.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [file, checkout] = process.argv.slice(2);
const base = pathToFileURL(join(checkout, "/")).href;
// Its sources name each other from the root of the checkout.
registerHooks({
  resolve: (specifier, context, next) => next(specifier.startsWith("src/") ? base + specifier : specifier, context),
});
const { ComfySchema } = await import(`${base}src/sdk-generator/ComfySchema.ts`);
const spec = JSON.parse(readFileSync(file, "utf8"));
const start = performance.now();
const schema = new ComfySchema({ spec, embeddings: [] });
const between = performance.now();
schema.codegenDTS({ hostId: "bench" });
console.log(JSON.stringify({ model: between - start, text: performance.now() - between }));
