export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

export interface Repeat {
  /** Runs that count. */
  readonly runs: number;
  /** Runs before them, while the engine still compiles the code. @default 0 */
  readonly warmUps?: number;
}

/** Wall time of one call in milliseconds. */
async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Median wall time of `work` in milliseconds. */
export async function medianTime({ runs, warmUps = 0 }: Repeat, work: () => unknown): Promise<number> {
  return (await medianTimes({ runs, warmUps }, [work]))[0]!;
}

/** Median of each, taken in turn, so that a drift of the machine falls out of their ratio. */
export async function medianTimes(
  { runs, warmUps = 0 }: Repeat,
  works: readonly (() => unknown)[],
): Promise<readonly number[]> {
  const times: number[][] = works.map(() => []);
  for (let run = -warmUps; run < runs; run++) {
    for (const [index, work] of works.entries()) {
      const time = await timeOf(work);
      if (run >= 0) times[index]!.push(time);
    }
  }
  return times.map(median);
}

/** `0.74 ms`, `133 ms`, `1.17 s` */
export function duration(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(ms < 0.1 ? 3 : ms < 10 ? 2 : 0)} ms`;
}
