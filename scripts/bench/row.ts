/** One line of the table: what is measured, what it should be, and what it is. */
export interface Row {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  /** Null for a figure without a goal. */
  readonly met: boolean | null;
}

/** A bench gives its rows, or the reason why this machine cannot run it. */
export type Bench = () => Promise<readonly Row[] | Skipped>;

interface Skipped {
  readonly skipped: string;
}
