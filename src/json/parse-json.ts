import { ComfycError } from "../errors/comfyc-error.ts";
import { JsonFloat, type JsonObject, type JsonValue } from "./json-value.ts";

export interface ParseJsonOptions {
  /** Named in errors: a path or an address. */
  readonly source?: string;
  /** Deepest nesting of arrays and objects. @default 1000 */
  readonly maxDepth?: number;
  /** Longest text, in UTF-16 units. @default 256 MiB */
  readonly maxLength?: number;
  /** Told of each key that stands twice in one object; the last value counts all the same. */
  readonly onDuplicateKey?: (key: string) => void;
}

/**
 * The value of a JSON text, nothing lost: integers beyond 2^53 become bigint, `5.0` a `JsonFloat`, and the bare `NaN`,
 * `Infinity` and `-Infinity` that Python writes are read. A repeated key keeps its first place and its last value, as
 * in Python and JavaScript.
 * @throws invalid_json with line and column.
 */
export function parseJson(text: string, options: ParseJsonOptions = {}): JsonValue {
  const maxLength = options.maxLength ?? 256 * 1024 * 1024;
  if (text.length > maxLength) {
    throw new ComfycError(
      "invalid_json",
      `${options.source ?? "JSON"}: ${text.length} characters, more than the limit of ${maxLength}.`,
      { hint: "Give a smaller file: no file of ComfyUI or comfyc is that long." },
    );
  }
  return new Reader(text, options).readDocument();
}

const space = 0x20;
const quote = 0x22;
const backslash = 0x5c;
const numberToken = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const escapes: Record<string, string> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Reader {
  private at = 0;
  private depth = 0;
  private readonly maxDepth: number;
  private readonly text: string;
  private readonly source: string;
  private readonly onDuplicateKey: ((key: string) => void) | undefined;

  constructor(text: string, options: ParseJsonOptions) {
    this.text = text;
    this.maxDepth = options.maxDepth ?? 1000;
    this.source = options.source ?? "JSON";
    this.onDuplicateKey = options.onDuplicateKey;
  }

  readDocument(): JsonValue {
    if (this.text.charCodeAt(0) === 0xfeff) this.at = 1;
    const value = this.readValue();
    this.skipSpace();
    if (this.at < this.text.length) throw this.error("expected the end of the text");
    return value;
  }

  private readValue(): JsonValue {
    this.skipSpace();
    const character = this.text[this.at];
    if (character === '"') return this.readString();
    if (character === "{") return this.readNested(() => this.readObject());
    if (character === "[") return this.readNested(() => this.readArray());
    if (character === undefined) throw this.error("the text ends too early");
    if (this.takeWord("true")) return true;
    if (this.takeWord("false")) return false;
    if (this.takeWord("null")) return null;
    return this.readNumber();
  }

  private readNested<T>(read: () => T): T {
    if (++this.depth > this.maxDepth) throw this.error(`nested deeper than ${this.maxDepth} levels`);
    this.at++;
    const value = read();
    this.depth--;
    return value;
  }

  private readObject(): JsonObject {
    const object = Object.create(null) as JsonObject;
    this.skipSpace();
    if (this.take("}")) return object;
    do {
      this.skipSpace();
      if (this.text.charCodeAt(this.at) !== quote) throw this.error("expected a key in double quotes");
      const key = this.readString();
      this.skipSpace();
      if (!this.take(":")) throw this.error("expected ':'");
      if (this.onDuplicateKey !== undefined && key in object) this.onDuplicateKey(key);
      object[key] = this.readValue();
      this.skipSpace();
    } while (this.take(","));
    if (!this.take("}")) throw this.error("expected ',' or '}'");
    return object;
  }

  private readArray(): JsonValue[] {
    const items: JsonValue[] = [];
    this.skipSpace();
    if (this.take("]")) return items;
    do {
      items.push(this.readValue());
      this.skipSpace();
    } while (this.take(","));
    if (!this.take("]")) throw this.error("expected ',' or ']'");
    return items;
  }

  private readString(): string {
    const start = ++this.at;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === quote) return this.text.slice(start, this.at++);
      if (code === backslash) return this.readEscapedString(start);
      if (code < space || Number.isNaN(code)) throw this.error("unfinished string");
      this.at++;
    }
  }

  private readEscapedString(start: number): string {
    let value = this.text.slice(start, this.at);
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code === quote) {
        this.at++;
        return value;
      }
      if (code < space || Number.isNaN(code)) throw this.error("unfinished string");
      if (code === backslash) value += this.readEscape();
      else value += this.text[this.at++];
    }
  }

  private readEscape(): string {
    const letter = this.text[this.at + 1] ?? "";
    if (letter === "u") {
      const hex = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.error("expected four hexadecimal digits after \\u");
      this.at += 6;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (character === undefined) throw this.error("unknown escape in a string");
    this.at += 2;
    return character;
  }

  private readNumber(): JsonValue {
    numberToken.lastIndex = this.at;
    const match = numberToken.exec(this.text);
    if (match !== null) {
      this.at = numberToken.lastIndex;
      return numberOf(match[0], match[1] !== undefined || match[2] !== undefined);
    }
    if (this.takeWord("NaN")) return Number.NaN;
    if (this.takeWord("Infinity")) return Infinity;
    if (this.takeWord("-Infinity")) return -Infinity;
    throw this.error("expected a value");
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== space && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private takeWord(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private error(problem: string): ComfycError {
    const before = this.text.slice(0, this.at);
    const line = before.split("\n").length;
    const column = this.at - before.lastIndexOf("\n");
    return new ComfycError("invalid_json", `${this.source}:${line}:${column}: not JSON, ${problem}.`, {
      hint: this.findHint(),
      details: { line, column },
    });
  }

  /** What is mostly behind a fault at this place. */
  private findHint(): string {
    const before = this.text.slice(Math.max(0, this.at - 100), this.at).trimEnd();
    const character = this.text[this.at];
    if (this.text.trim() === "") return "It is empty: write or fetch it again.";
    if (this.at >= this.text.length) return "It was cut off: write or fetch it again.";
    if (character === "<") return "It looks like a web page: check the address, and whether one has to log in.";
    if (character === "/" || character === "#") return "JSON has no comments: take it out.";
    if (character === "'") return "JSON takes only double quotes.";
    if (before.endsWith(",") && (character === "}" || character === "]")) return "Take out the comma before it.";
    return "Correct it there, or save it again with the program that wrote it.";
  }
}

function numberOf(token: string, isFloat: boolean): JsonValue {
  const value = Number(token);
  if (isFloat) return Number.isInteger(value) ? new JsonFloat(value, token) : value;
  // Python's int has no negative zero.
  if (value === 0) return 0;
  return Number.isSafeInteger(value) ? value : BigInt(token);
}
