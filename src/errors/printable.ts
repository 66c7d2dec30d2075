/**
 * `text` with control characters (terminal escapes, bidirectional overrides) shown as `\u{…}`, so that text from a
 * server or a file can be printed. Tabs and line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/**
 * JSON text of the same value in which no string holds a raw control character or bidirectional override, which
 * `JSON.stringify` leaves as they are from U+007F on.
 */
export function printableJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
