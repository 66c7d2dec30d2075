/** What a thrown value says of itself; also where it is no error, has no text, or throws when it is asked. */
export function thrownText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return "a value that has no text";
  }
}
