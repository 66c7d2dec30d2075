// Times our way from object_info to text, as the first call of a process: `node own-codegen.mjs FILE`. Prints
// {model, text} in milliseconds.
import { readFileSync } from "node:fs";
import { generateNodeTypes } from "../../src/codegen/generate-node-types.ts";
import { parseObjectInfo } from "../../src/schema/parse-object-info.ts";

const objectInfo = JSON.parse(readFileSync(process.argv[2], "utf8"));
const start = performance.now();
const schema = parseObjectInfo(objectInfo);
const between = performance.now();
generateNodeTypes(schema);
console.log(JSON.stringify({ model: between - start, text: performance.now() - between }));
