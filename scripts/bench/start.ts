import { starter } from "./places.ts";
import type { Bench } from "./row.ts";
import { runProgram } from "./run-program.ts";
import { duration, medianTimes } from "./timing.ts";

/** Wall time of the whole process, in turn with a bare Node. */
export const benchStart: Bench = async () => {
  const [bare, ours] = (await medianTimes({ runs: 31, warmUps: 2 }, [
    () => runProgram([process.execPath, "-e", "0"]),
    () => runProgram([process.execPath, starter, "--version"]),
  ])) as [number, number];
  const ratio = ours / bare;
  const measured = `${ratio.toFixed(2)} × (${duration(ours)} against ${duration(bare)})`;
  return [{ what: "`comfyc --version` against `node -e 0`, whole process", goal: "≤ 2 ×", measured, met: ratio <= 2 }];
};
