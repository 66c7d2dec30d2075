/** A place in an author's file; `line` and `column` count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where the author wrote a node: its call, and the subgraph calls around it, outermost last. */
export interface NodeSource {
  /** Null where nobody knows it. */
  readonly position: SourcePosition | null;
  readonly calledFrom: readonly SourcePosition[];
}
