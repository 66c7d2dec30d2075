import { printable } from "../errors/printable.ts";
import type { ProgressEvent } from "../runtime/run-events.ts";
import type { Terminal } from "./terminal.ts";

/** Shows how far a run is: a bar that is drawn over for a person, a line at each tenth for a log. */
export interface ProgressLine {
  show(progress: ProgressEvent): void;
  /** Takes the bar away, so that other text can follow. */
  stop(): void;
}

/** @param quiet shows nothing. */
export async function createProgressLine(terminal: Terminal, quiet: boolean): Promise<ProgressLine> {
  if (quiet) return { show: () => {}, stop: () => {} };
  return terminal.interactive ? createBar() : createLines(terminal);
}

async function createBar(): Promise<ProgressLine> {
  const { default: progress } = await import("cli-progress");
  const bar = new progress.SingleBar({
    format: "{bar} {percentage}% {node}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    stream: process.stderr,
  });
  let started = false;
  return {
    show(event) {
      if (!started) bar.start(1, 0, { node: "" });
      started = true;
      bar.update(event.value, { node: renderStep(event) });
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}

function createLines(terminal: Terminal): ProgressLine {
  let tenth = 0;
  return {
    show(event) {
      const now = Math.floor(event.value * 10);
      if (now <= tenth) return;
      tenth = now;
      terminal.err(`${now * 10}% ${renderStep(event)}`.trimEnd() + "\n");
    },
    stop() {},
  };
}

function renderStep({ node, nodeType, step, steps }: ProgressEvent): string {
  const name = nodeType ?? node ?? "";
  return printable(steps === null || steps <= 1 ? name : `${name} ${step}/${steps}`);
}
