import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";

/** One line that says what the figures were measured on, and how busy it was before. */
export function describeMachine(): string {
  const cores = cpus();
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const { version } = JSON.parse(readFileSync(typescript, "utf8")) as { version: string };
  return [
    `${cores.length} × ${cores[0]?.model.trim() ?? "unknown processor"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `TypeScript ${version}`,
    `load ${loadavg()[0]!.toFixed(1)} at the start`,
  ].join(", ");
}
