/** One fenced block of a page. */
export interface CodeBlock {
  /** The first word after the fence: `ts`, `json`, `text`, `sh`. */
  readonly language: string;
  /** The word after it, which says what the block is checked against, or "". */
  readonly purpose: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** Every fenced block of a Markdown text, in order. */
export function readCodeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)(?: (\w+))?\n([\s\S]*?)^```$/gm)].map((found) => ({
    language: found[1]!,
    purpose: found[2] ?? "",
    text: found[3]!,
    line: markdown.slice(0, found.index).split("\n").length,
  }));
}

/** A block of TypeScript and what the page says about it: the blocks up to the next one. */
export interface Example {
  readonly source: CodeBlock;
  /** Path in a project: that of its first line (`// workflows-src/sizes.ts`), else made of its place in the page. */
  readonly path: string;
  /** Name of the workflow that it declares, if it does. */
  readonly workflow: string | undefined;
  readonly claims: readonly CodeBlock[];
}

/** The examples of a page: every block of TypeScript that imports comfyc. */
export function readExamples(markdown: string): Example[] {
  const blocks = readCodeBlocks(markdown);
  return blocks.flatMap((source, index) => {
    if (source.language !== "ts" || !/ from "comfyc(?:\/\w+)?";$/m.test(source.text)) return [];
    const rest = blocks.slice(index + 1);
    const next = rest.findIndex(({ language }) => language === "ts");
    const claims = (next === -1 ? rest : rest.slice(0, next)).filter(({ purpose }) => purpose !== "");
    const path = /^\/\/ (\S+\.m?ts)\n/.exec(source.text)?.[1] ?? `workflows-src/line-${source.line}.ts`;
    return [{ source, path, workflow: /\bworkflow\("([^"]+)"/.exec(source.text)?.[1], claims }];
  });
}
