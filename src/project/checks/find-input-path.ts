interface Bracket {
  readonly kind: string;
  /** The key that it is the value of, or empty. */
  readonly key: string;
}

const token =
  /\s+|\/\/[^\n]*|\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|[\p{L}\p{N}_$]+|[^]/uy;
const closing = new Set([")", "}", "]"]);

/**
 * The input that `target` names in the call that begins at `call`, both offsets in a TypeScript source: a dotted path of
 * keys, `sampler_name` or `resize.factor`. Empty where `target` is the argument as a whole; undefined where it lies
 * elsewhere, also in a call within the call.
 */
export function findInputPath(source: string, call: number, target: number): string | undefined {
  const open: Bracket[] = [];
  let key = "";
  token.lastIndex = call;
  for (let at = call; at <= target; at = token.lastIndex) {
    token.lastIndex = at;
    const text = token.exec(source)?.[0];
    if (text === undefined) return undefined;
    if (at === target) return pathAt(open, key, text);
    if (text === "(" || text === "{" || text === "[") {
      open.push({ kind: text, key });
      key = "";
    } else if (closing.has(text)) {
      key = open.pop()?.key ?? "";
      if (open.length === 0 && text === ")") return undefined;
    } else if (text === ",") key = "";
    else if (key === "" && open.at(-1)?.kind === "{" && isKey(source, token.lastIndex, text)) key = unquoted(text);
  }
  return undefined;
}

function pathAt(open: readonly Bracket[], key: string, text: string): string | undefined {
  const [call, ...records] = open;
  if (call?.kind !== "(" || key !== "" || records.some(({ kind }) => kind !== "{")) return undefined;
  if (records.length === 0) return "";
  return [...records.slice(1).map((record) => record.key), unquoted(text)].join(".");
}

function isKey(source: string, after: number, text: string): boolean {
  return /^[\p{L}\p{N}_$"']/u.test(text) && /^\s*:/.test(source.slice(after, after + 100));
}

function unquoted(text: string): string {
  return /^["']/.test(text) ? text.slice(1, -1) : text;
}
