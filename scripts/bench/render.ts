import type { Row } from "./row.ts";

export interface Report {
  readonly machine: string;
  readonly rows: readonly Row[];
  readonly skipped: readonly string[];
}

/** The table in Markdown, with the machine above and what was left out below. */
export function renderReport({ machine, rows, skipped }: Report): string {
  const lines = rows.map(({ what, goal, measured, met }) => `| ${what} | ${goal} | ${measured} | ${verdict(met)} |`);
  const table = ["| figure | goal | measured (median) | |", "|---|---|---|---|", ...lines];
  const left = skipped.map((reason) => `- Left out: ${reason}.`);
  return [`Measured on ${machine}.`, "", ...table, ...(left.length > 0 ? ["", ...left] : []), ""].join("\n");
}

function verdict(met: boolean | null): string {
  if (met === null) return "";
  return met ? "met" : "**missed**";
}

/** docs/benchmarks.md: how to measure, then the table. */
export function renderPage(report: Report): string {
  return `# How fast comfyc is

Written by \`npm run bench -- --write\`; every figure comes from one run of it. Figures are medians, and where two
programs are compared they took turns or ran one after the other on the same machine. Ratios travel to another machine
better than times do.

${renderReport(report)}
Two rivals stand beside ours where they are at hand: \`COMFYC_BENCH_COMFY_TS\` names a checkout of
[comfy-ts](https://github.com/rvion/comfy-ts) (nothing of it needs to be installed), \`COMFYC_BENCH_COMFY_CLI\` a Python
environment with the PyPI package comfy-cli. The recorded prompts and the object_info of a real
server are looked for in \`COMFYC_SHARED\`.
`;
}
