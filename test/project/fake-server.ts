import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { JsonValue } from "../../src/json/json-value.ts";
import { stringifyJson } from "../../src/json/stringify-json.ts";

/** What a server answers by path; a function answers by itself. Any other path gets 404. */
export type Answers = Readonly<Record<string, unknown>>;

/** The two routes that each ComfyUI has. */
export function comfyAnswers(objectInfo: unknown, version = "0.8.0"): Answers {
  return { "/system_stats": { system: { comfyui_version: version }, devices: [] }, "/object_info": objectInfo };
}

/** A server that goes away with the test, and its address. */
export async function serveAnswers(answers: Answers): Promise<string> {
  return serve((request, response) => {
    const answer = Object.hasOwn(answers, request.url!) ? answers[request.url!] : undefined;
    if (typeof answer === "function") return void answer(request, response);
    if (answer === undefined) return void response.writeHead(404).end();
    response.setHeader("content-type", "application/json");
    response.end(typeof answer === "string" ? answer : stringifyJson(answer as JsonValue));
  });
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
