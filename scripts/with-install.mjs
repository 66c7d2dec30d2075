// `npm test` and `npm run demo` must work in a new clone: installs what the lockfile names if it is not there yet, then
// enters the script named on the command line through npm, whose path begins with node_modules/.bin and so with the
// Node 24 that was just installed. Plain JavaScript: it runs on whatever Node the machine has.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const script = process.argv[2];

/** Runs npm in the repository; Windows knows it only as a batch file. */
function npm(...args) {
  const result = spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  return result.status ?? 1;
}

function isInstalled() {
  const installed = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs >= statSync(path.join(root, "package-lock.json")).mtimeMs;
}

if (!isInstalled()) {
  console.error("Installing the packages that package-lock.json names …");
  const status = npm("ci", "--no-audit", "--no-fund", "--loglevel=error");
  if (status !== 0) process.exit(status);
}
const node = path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
if (spawnSync(node, ["-e", "0"]).status !== 0) {
  console.error(
    "node_modules/node holds no working Node 24: its install script did not run.\n" +
      "Allow install scripts (npm config set ignore-scripts false), delete node_modules and try again.",
  );
  process.exit(2);
}
const rest = process.argv.slice(3);
process.exit(npm("run", "--silent", script, ...(rest.length > 0 ? ["--", ...rest] : [])));
