/**
 * `text` with control characters (terminal escapes, bidirectional overrides) shown as `\u{…}`, so that text from a
 * server or a file can be printed. Tabs and line feeds stay.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (character) =>
    character === "\n" || character === "\t" ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}
