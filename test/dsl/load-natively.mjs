// Run by workflows.test.ts in a Node of its own: prints the graphs of workflow files that Node itself loads, where the
// package name stands for the sources.
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const entry = new URL("../../src/entry/authoring.ts", import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "comfyc" ? { url: entry, shortCircuit: true } : next(specifier, context),
});

const graphs = [];
for (const file of process.argv.slice(2)) {
  const loaded = await import(pathToFileURL(file).href);
  graphs.push(loaded.default.toGraph());
}
process.stdout.write(JSON.stringify(graphs));
