/**
 * The lines of a text that comes in chunks, without their ends. Only a line feed ends a line: node:readline also splits
 * at U+2028 and U+2029, which JSON strings may hold as they are.
 */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest: string[] = [];
  for await (const chunk of chunks) {
    const [first, ...more] = chunk.split("\n");
    rest.push(first!);
    for (const next of more) {
      yield withoutReturn(rest.join(""));
      rest = [next];
    }
  }
  const last = rest.join("");
  if (last !== "") yield withoutReturn(last);
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
