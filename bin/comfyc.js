#!/usr/bin/env node
// Starts comfyc on a Node that can run it. This file must parse on Node 12: no `node:` specifiers, no `?.`, no `??`,
// no top-level await.
import { spawn } from "child_process";
import { existsSync, readFileSync } from "fs";
import * as nodeModule from "module";
import { dirname, join } from "path";
import { fileURLToPath, pathToFileURL } from "url";

// Type stripping without a flag and node:sqlite, which comfyc needs, are in Node from here on.
const needed = [22, 19];
const here = dirname(fileURLToPath(import.meta.url));
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  return parts[0] > needed[0] || (parts[0] === needed[0] && parts[1] >= needed[1]);
}

function fail(text) {
  process.stderr.write(text + "\n");
  process.exitCode = 2;
}

/** The Node of the `node` package in `folder` or above it, or undefined. */
function findNodeAbove(folder) {
  const name = process.platform === "win32" ? "node.exe" : "node";
  for (let at = folder; ; at = dirname(at)) {
    const packageFolder = join(at, "node_modules", "node");
    const binary = join(packageFolder, "bin", name);
    if (existsSync(join(packageFolder, "package.json")) && existsSync(binary)) return binary;
    if (dirname(at) === at) return undefined;
  }
}

function findNewerNode() {
  if (process.env.COMFYC_NODE) return process.env.COMFYC_NODE;
  return findNodeAbove(here) || findNodeAbove(process.cwd());
}

function adviseInstall(reason) {
  fail(
    "comfyc needs Node " +
      needed.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      ". " +
      reason +
      "\n" +
      "Install one beside comfyc with `npm install --save-dev node@24` (without --ignore-scripts), " +
      "or set COMFYC_NODE to the path of a newer Node.",
  );
}

/** Runs this file again on `binary`; signals go to it and its exit status comes back. */
function restart(binary) {
  const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
  // The marker ends a loop where COMFYC_NODE itself is too old.
  const env = Object.assign({}, process.env, { COMFYC_STARTED_BY: process.versions.node });
  const child = spawn(binary, args, { stdio: "inherit", env });
  // A terminal sends Ctrl-C to both processes; `kill` alone reaches only this one.
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => adviseInstall(binary + " cannot be started (" + error.code + ")."));
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
      return;
    }
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function start() {
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
  const entry = join(here, "..", "dist", "cli", "main.js");
  if (!existsSync(entry))
    return fail("comfyc is not built: " + entry + " is missing. Run `npm run build` in its folder.");
  import(pathToFileURL(entry).href).catch((error) => {
    process.stderr.write(String((error && error.stack) || error) + "\n");
    process.exitCode = 1;
  });
}

function main() {
  const args = process.argv.slice(2);
  if (args.length === 1 && (args[0] === "--version" || args[0] === "-V")) {
    // Answered here, so that asking costs no more than a start of Node.
    process.stdout.write(JSON.parse(readFileSync(join(here, "..", "package.json"), "utf8")).version + "\n");
    return;
  }
  if (isNewEnough(process.versions.node)) return start();
  if (process.env.COMFYC_STARTED_BY) return adviseInstall("COMFYC_NODE names a Node that is too old as well.");
  const binary = findNewerNode();
  if (binary === undefined) return adviseInstall("No newer one was found beside it.");
  restart(binary);
}

main();
