import { SyntaxKind } from "typescript/unstable/ast";
import { createScanner } from "typescript/unstable/ast/scanner";

/** What TypeScript's own scanner finds in a text. */
export interface ScannedText {
  /** Values of the string literals and of the pieces of template literals, escapes resolved. */
  readonly strings: readonly string[];
  readonly comments: readonly string[];
  /** The text of each other token: names, keywords, punctuation, numbers. */
  readonly others: readonly string[];
}

const spaces = new Set([SyntaxKind.WhitespaceTrivia, SyntaxKind.NewLineTrivia]);
const literals = new Set([SyntaxKind.StringLiteral, SyntaxKind.TemplateHead, SyntaxKind.TemplateTail]);
const comments = new Set([SyntaxKind.SingleLineCommentTrivia, SyntaxKind.MultiLineCommentTrivia]);

export function scanText(text: string): ScannedText {
  const scanner = createScanner(false);
  scanner.setText(text);
  const found = { strings: [] as string[], comments: [] as string[], others: [] as string[] };
  let inTemplate = false;
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    // The end of `${number}` is read as a brace until the scanner is told what it closes.
    if (kind === SyntaxKind.CloseBraceToken && inTemplate) kind = scanner.reScanTemplateToken(false);
    if (spaces.has(kind)) continue;
    inTemplate = kind === SyntaxKind.TemplateHead || (inTemplate && kind === SyntaxKind.NumberKeyword);
    if (comments.has(kind)) found.comments.push(scanner.getTokenText());
    else if (literals.has(kind) && !scanner.isUnterminated()) found.strings.push(scanner.getTokenValue());
    else found.others.push(scanner.getTokenText());
  }
  return found;
}
