// Times comfy-ts (github.com/rvion/comfy-ts) on an object_info: `node --experimental-transform-types comfy-ts.mjs
// CHECKOUT FILE`. The last line of what it prints is {model, text}, medians in milliseconds.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { medianTime } from "./timing.ts";

const [checkout, file] = process.argv.slice(2);
const base = pathToFileURL(join(checkout, "/")).href;
// Its sources name each other from the root of the checkout.
registerHooks({
  resolve: (specifier, context, next) => next(specifier.startsWith("src/") ? base + specifier : specifier, context),
});
const { ComfySchema } = await import(`${base}src/sdk-generator/ComfySchema.ts`);
const spec = JSON.parse(readFileSync(file, "utf8"));
const schema = new ComfySchema({ spec, embeddings: [] });
const repeat = { runs: 15, warmUps: 5 };
const model = await medianTime(repeat, () => new ComfySchema({ spec, embeddings: [] }));
const text = await medianTime(repeat, () => schema.codegenDTS({ hostId: "bench" }));
console.log(JSON.stringify({ model, text }));
