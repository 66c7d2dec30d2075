const keywords = new Set(
  (
    "false none true and as assert async await break class continue def del elif else except finally for from global " +
    "if import in is lambda nonlocal not or pass raise return try while with yield case catch const debugger default " +
    "delete do enum export extends function instanceof new null super switch this throw typeof var void implements " +
    "interface let package private protected public static arguments eval"
  ).split(" "),
);

/**
 * What is wrong with a name that becomes a parameter in TypeScript and Python, as the end of a sentence, or undefined.
 */
export function findNameFault(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    return "is not snake_case: small letters, digits and single underscores, a letter first";
  }
  return keywords.has(name) ? "is a keyword of Python or TypeScript" : undefined;
}
