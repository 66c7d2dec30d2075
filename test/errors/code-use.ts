import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../..");

export interface CodeUse {
  readonly code: string;
  /** `src/dsl/workflow-error.ts:18` */
  readonly place: string;
}

/** Where an error or an issue is made: what stands in the capture holds its code, as a text or as a name. */
const makers = [
  /new ComfycError\(\s*([^,]+),/g,
  /\bserverError\(\s*([^,)]+),/g,
  /\bissues\s*\.add\(\s*([^,]+),/g,
  /(?:\{|,|\n)\s*code:\s*([^,}\n]+)/g,
  /\bcode = ([^;]+);/g,
  /\{\s*(code),/g,
];

/** Names that stand for a code that comes from elsewhere: an error of the server, a ready issue, a thrown value. */
const relayed = /^(string|number|boolean|Code|IssueCode|error\.type|issue\.code|error\.code|data\.code)\b/;

// `reply["node_errors"]` reads a field; that is no code.
const literal = /(?<![\w)\].]\[)"([a-z][a-z0-9]*(?:_[a-z0-9]+)*)"/g;
const snakeCase = /(?<![\w)\].]\[)"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)"/g;

/**
 * Every code that the source makes an error or an issue with. Where a maker is given a name instead of a text, each
 * snake_case text of that file counts, since one of them is behind the name.
 */
export function findCodeUses(): CodeUse[] {
  return sourceFiles("src", ".ts")
    .filter((path) => !path.startsWith("src/errors/") && !path.endsWith("stock-schema-text.ts"))
    .flatMap((path) => usesIn(path, withoutComments(read(path))));
}

/** As `findCodeUses`, for the errors that the Python client raises itself. */
export function findPythonUses(): CodeUse[] {
  return sourceFiles("python/comfyc", ".py").flatMap((path) => {
    const text = read(path);
    const found = [...text.matchAll(/BridgeError\(\s*"([a-z_]+)"/g), ...text.matchAll(/"code": "([a-z_]+)"/g)];
    return found.map((match) => ({ code: match[1]!, place: placeOf(path, text, match.index) }));
  });
}

function usesIn(path: string, text: string): CodeUse[] {
  const uses: CodeUse[] = [];
  let isIndirect = false;
  for (const maker of makers) {
    for (const match of text.matchAll(maker)) {
      const given = match[1]!.trim();
      const codes = [...given.matchAll(literal)].map((each) => each[1]!);
      if (codes.length === 0 && !relayed.test(given) && mayHoldCode(given, text)) isIndirect = true;
      for (const code of codes) uses.push({ code, place: placeOf(path, text, match.index) });
    }
  }
  if (isIndirect) {
    for (const match of text.matchAll(snakeCase)) {
      uses.push({ code: match[1]!, place: placeOf(path, text, match.index) });
    }
  }
  return uses;
}

/** False for the `code` of something else, such as an errno or a JSON-RPC number: its file makes no issue. */
function mayHoldCode(given: string, text: string): boolean {
  return /^[\w.!]+$|\?/.test(given) && /ComfycError|Issue\b|\.report\(|serverError/.test(text) && !/^-?\d/.test(given);
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "))
    .replace(/(^|\s)\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, " "));
}

function sourceFiles(folder: string, extension: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(extension))
    .sort();
}

function read(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

function placeOf(path: string, text: string, index: number): string {
  return `${path}:${text.slice(0, index).split("\n").length}`;
}
