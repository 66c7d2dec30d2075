import { createHash, randomUUID, type Hash } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ComfycError } from "../../errors/comfyc-error.ts";
import { printable } from "../../errors/printable.ts";
import type { ComfyServer, ServerFile } from "../comfy-server.ts";
import type { HttpReply } from "../http/http-client.ts";
import { notWritable, reason } from "../files/not-writable.ts";
import type { OutputItem } from "./output-item.ts";

/** A result on this disk under a temporary name, complete and synced. */
export interface Downloaded {
  readonly temporary: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Kinds whose files may hold nothing; a picture without a byte is none. */
const mayBeEmpty: ReadonlySet<OutputItem["kind"]> = new Set(["text", "unknown"]);

/**
 * Writes a result beside its later place. A transfer that is cut is taken up again once, where it stopped; a file whose
 * length is not what the server announced is never kept.
 * @throws output_missing, output_not_writable, server_unreachable; nothing stays on the disk then.
 */
export async function download(
  server: ComfyServer,
  item: OutputItem,
  target: string,
  signal?: AbortSignal,
): Promise<Downloaded> {
  const temporary = join(dirname(target), `.${basename(target).slice(0, 40)}.${randomUUID()}.part`);
  const file = await open(temporary, "wx").catch((error: unknown) => {
    throw notWritable(temporary, reason(error), error);
  });
  try {
    const sink = new Sink(file, target);
    if (item.source === "bytes") await sink.write(item.bytes);
    else await new Transfer(server, item.file, sink, signal).run(mayBeEmpty.has(item.kind));
    await sink.finish();
    return { temporary, bytes: sink.length, sha256: sink.hash.digest("hex") };
  } catch (error) {
    await file.close().catch(() => {});
    await unlink(temporary).catch(() => {});
    throw error;
  } finally {
    await file.close().catch(() => {});
  }
}

class Sink {
  readonly hash: Hash = createHash("sha256");
  length = 0;
  private readonly file: FileHandle;
  private readonly target: string;

  constructor(file: FileHandle, target: string) {
    this.file = file;
    this.target = target;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.length += chunk.length;
    try {
      // One write may take only a part of the chunk.
      for (let at = 0; at < chunk.length;) at += (await this.file.write(chunk, at)).bytesWritten;
    } catch (error) {
      throw notWritable(this.target, reason(error), error);
    }
  }

  /** A full disk may show only here. */
  async finish(): Promise<void> {
    await this.file.sync().catch((error: unknown) => Promise.reject(notWritable(this.target, reason(error), error)));
  }
}

class Transfer {
  private readonly server: ComfyServer;
  private readonly file: ServerFile;
  private readonly sink: Sink;
  private readonly signal: AbortSignal | undefined;
  /** Length of the whole file, once it is known. */
  private total: number | null = null;

  constructor(server: ComfyServer, file: ServerFile, sink: Sink, signal: AbortSignal | undefined) {
    this.server = server;
    this.file = file;
    this.sink = sink;
    this.signal = signal;
  }

  async run(emptyIsRight: boolean): Promise<void> {
    try {
      await this.receive();
    } catch (error) {
      const cut = ComfycError.isInstance(error) && error.code === "server_unreachable";
      if (!cut || this.signal?.aborted) throw error;
      await this.receive();
    }
    if (this.total !== null && this.sink.length !== this.total) throw this.cut("has another length than announced");
    if (this.sink.length === 0 && !emptyIsRight) throw this.missing("is empty there");
  }

  private async receive(): Promise<void> {
    const from = this.sink.length;
    const reply = await this.server.view(this.file, from, this.signal);
    const skip = await this.checkReply(reply, from);
    let seen = 0;
    for await (const chunk of this.server.http.readFile(reply, this.signal)) {
      // A server without ranges begins anew: what is already here is passed over.
      if (seen + chunk.length > skip) await this.sink.write(chunk.subarray(Math.max(0, skip - seen)));
      seen += chunk.length;
    }
    if (this.total !== null && this.sink.length < this.total) throw this.cut("ended too early");
  }

  /** Bytes at the beginning of the answer that are already written. */
  private async checkReply(reply: HttpReply, from: number): Promise<number> {
    if (reply.status === 206) {
      const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(reply.headers["content-range"] ?? "");
      if (range === null || Number(range[1]) !== from) throw await this.refused(reply);
      this.noteTotal(Number(range[2]));
      return 0;
    }
    if (reply.status !== 200 || !isRawFile(reply)) throw await this.refused(reply);
    const length = reply.headers["content-length"];
    if (length !== undefined) this.noteTotal(Number(length));
    return from;
  }

  /** Two parts of two files must not become one. */
  private noteTotal(total: number): void {
    if (this.total !== null && this.total !== total) throw this.cut("went on with another length than it began with");
    this.total = total;
  }

  private async refused(reply: HttpReply): Promise<ComfycError> {
    const { http } = this.server;
    const refusal = await http.readRefusal(reply, this.signal).catch((error: unknown) => {
      if (this.signal?.aborted) throw error;
      return { status: reply.status, contentType: "", text: "" };
    });
    if ([400, 403, 404, 416].includes(reply.status)) return this.missing(`is not handed out (${reply.status})`);
    return http.unexpected(refusal, "/view");
  }

  private missing(problem: string): ComfycError {
    const name = printable(this.file.filename).slice(0, 200);
    return new ComfycError("output_missing", `${this.server.url} reported the file ${name}, but it ${problem}.`, {
      hint: "It was moved or deleted on the server: run it again.",
    });
  }

  private cut(problem: string): ComfycError {
    const name = printable(this.file.filename).slice(0, 200);
    return new ComfycError("server_unreachable", `The transfer of ${name} from ${this.server.url} ${problem}.`, {
      hint: "Check the connection to the server and run it again.",
      details: { url: this.server.url, sent: "unknown" },
    });
  }
}

/** False for a page of a proxy, and for bytes that are packed although they were asked for as they are. */
function isRawFile({ headers }: HttpReply): boolean {
  const encoding = headers["content-encoding"] ?? "identity";
  return encoding === "identity" && !(headers["content-type"] ?? "").startsWith("text/html");
}
