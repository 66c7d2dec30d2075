import { root, starter } from "./places.ts";
import type { Bench } from "./row.ts";
import { runProgram } from "./run-program.ts";
import { duration, medianTime } from "./timing.ts";

/** The repository's own workflows, after a check that left everything as it is. */
export const benchCheck: Bench = async () => {
  const check = () => runProgram([process.execPath, starter, "check"], { cwd: root });
  const time = await medianTime({ runs: 11, warmUps: 2 }, check);
  const what = "`comfyc check` of this repository when nothing changed, whole process";
  return [{ what, goal: "≤ 0.6 s", measured: duration(time), met: time <= 600 }];
};
