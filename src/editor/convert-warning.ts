/** Something that the editor does in silence and that a user should know. */
export interface ConvertWarning {
  readonly code:
    | "shifted-value"
    | "rounded-integer"
    | "browser-value"
    | "unverified-widget"
    | "missing-node-type"
    | "lost-links"
    | "group-node";
  /** Id of the node in the prompt or, inside a definition, the id that it has there; null for the whole file. */
  readonly node: string | null;
  readonly message: string;
}

export type Warn = (code: ConvertWarning["code"], node: string | null, message: string) => void;
