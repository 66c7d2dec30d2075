import type { Readable, Writable } from "node:stream";
import { ComfycError } from "../errors/comfyc-error.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { parseJson } from "../json/parse-json.ts";
import { stringifyJson } from "../json/stringify-json.ts";
import { readLines } from "../project/read-lines.ts";

/** What answers one call: its result, or an error that it throws. */
export type Handler = (method: string, params: JsonObject) => Promise<JsonValue>;

/** The error numbers that JSON-RPC 2.0 reserves, and one for every error that carries a code of comfyc. */
const parseError = -32700;
const invalidRequest = -32600;
const comfycFault = -32000;

/**
 * JSON-RPC 2.0 with one message a line. Calls are answered as they finish, not in order.
 * Integers beyond 2^53 (seeds) pass exactly in both directions.
 */
export class JsonRpcConnection {
  private readonly input: Readable;
  private readonly output: Writable;

  constructor(input: Readable, output: Writable) {
    this.input = input;
    this.output = output;
  }

  /** Serves until the input ends: that is how a parent that died is noticed. */
  async serve(handler: Handler): Promise<void> {
    for await (const line of readLines(this.input.setEncoding("utf8"))) {
      if (line.trim() !== "") void this.receive(line, handler);
    }
  }

  notify(method: string, params: JsonObject): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  private async receive(line: string, handler: Handler): Promise<void> {
    let message: JsonValue;
    try {
      message = parseJson(line, { source: "message" });
    } catch (error) {
      this.send(failure(null, parseError, error));
      return;
    }
    if (!isJsonObject(message) || typeof message["method"] !== "string") {
      this.send(failure(null, invalidRequest, new Error("A message is an object with a method.")));
      return;
    }
    const id = message["id"];
    const params = isJsonObject(message["params"]) ? message["params"] : {};
    try {
      const result = await handler(message["method"], params);
      if (id !== undefined) this.send({ jsonrpc: "2.0", id, result });
    } catch (error) {
      if (id !== undefined) this.send(failure(id, comfycFault, error));
    }
  }

  private send(message: JsonObject): void {
    this.output.write(`${stringifyJson(message)}\n`);
  }
}

function failure(id: JsonValue, number: number, error: unknown): JsonObject {
  return { jsonrpc: "2.0", id, error: { code: number, message: messageOf(error), data: errorToJson(error) } };
}

/** An error as data: what `run/finished` and the error of an answer carry. */
export function errorToJson(error: unknown): JsonObject {
  if (!ComfycError.isInstance(error)) return { code: "internal", message: messageOf(error) };
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    issues: error.issues as unknown as JsonValue,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
