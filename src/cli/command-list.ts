import type { CommandEntry } from "./command.ts";

export const commandList: readonly CommandEntry[] = [
  { name: "init", summary: "make a new project with a working example", load: () => import("./commands/init.ts") },
  { name: "sync", summary: "learn the node types of a server", load: () => import("./commands/sync.ts") },
  { name: "build", summary: "compile workflows into bundles", load: () => import("./commands/build.ts") },
  { name: "check", summary: "find errors in types, values and stale files", load: () => import("./commands/check.ts") },
  { name: "run", summary: "run a workflow and keep its files", load: () => import("./commands/run.ts") },
  {
    name: "validate",
    summary: "check prompts by the server's own rules",
    load: () => import("./commands/validate.ts"),
  },
  {
    name: "convert",
    summary: "turn the editor's workflow.json into API JSON",
    load: () => import("./commands/convert.ts"),
  },
  { name: "simulate", summary: "start a ComfyUI without a GPU", load: () => import("./commands/simulate.ts") },
  { name: "servers", summary: "show servers, their health and queue", load: () => import("./commands/servers.ts") },
  {
    name: "bridge",
    summary: "serve Python and Blender over standard input and output",
    load: () => import("./commands/bridge.ts"),
  },
];
