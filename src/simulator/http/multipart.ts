/** One field of a multipart form. */
export interface FormPart {
  readonly filename: string | null;
  readonly data: Buffer;
}

/**
 * The fields of a multipart body by name, or null where it is none. File names are taken as they are: ComfyUI does not
 * decode `%20` either.
 */
export function parseMultipart(body: Buffer, contentType: string): Map<string, FormPart> | null {
  const match = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  if (match === null) return null;
  const delimiter = Buffer.from(`--${match[1] ?? match[2]!}`);
  const fields = new Map<string, FormPart>();
  for (let at = body.indexOf(delimiter); at >= 0;) {
    const next = body.indexOf(delimiter, at + delimiter.length);
    if (next < 0) break;
    addPart(body.subarray(at + delimiter.length + 2, next - 2), fields);
    at = next;
  }
  return fields;
}

function addPart(part: Buffer, fields: Map<string, FormPart>): void {
  const end = part.indexOf("\r\n\r\n");
  if (end < 0) return;
  const header = part.toString("utf8", 0, end);
  const name = /;\s*name="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
  if (name === undefined) return;
  const filename = /;\s*filename="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1];
  fields.set(name, { filename: filename?.replace(/\\(.)/g, "$1") ?? null, data: part.subarray(end + 4) });
}
