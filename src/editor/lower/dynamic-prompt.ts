/** Gives the next number of the dice, from 0 up to but not 1. */
export type Dice = () => number;

/**
 * What the editor makes of a text with dynamic prompts: comments go, of `{a|b}` one is drawn, and `\{`, `\|`, `\}` stand for
 * themselves. A brace that is never closed reaches to the end. `//` starts a comment in an address too.
 */
export function resolveDynamicPrompt(text: string, dice: Dice): string {
  if (!/[/\\{]/.test(text)) return text;
  const bare = text.replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
  let result = "";
  for (let at = 0; at < bare.length;) {
    const character = bare[at]!;
    if (character === "\\") {
      result += escaped(bare, at);
      at += 2;
    } else if (character === "{") {
      const choice = readChoice(bare, at + 1);
      const { options } = choice;
      result += resolveDynamicPrompt(options[Math.floor(dice() * options.length)] ?? "undefined", dice);
      at = choice.end;
    } else {
      result += character;
      at += 1;
    }
  }
  return result.replace(/\\([{}|])/g, "$1");
}

/** A backslash and what follows it, kept for the last step; the editor writes `undefined` behind one at the end. */
function escaped(text: string, at: number): string {
  return `\\${text[at + 1]}`;
}

function readChoice(text: string, start: number): { readonly options: readonly string[]; readonly end: number } {
  const options: string[] = [];
  let option = "";
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const character = text[at++]!;
    if (character === "\\") {
      option += escaped(text, at - 1);
      at += 1;
      continue;
    }
    if (character === "{") depth += 1;
    if (character === "}" && depth-- === 0) break;
    if (character === "|" && depth === 0) {
      options.push(option);
      option = "";
    } else option += character;
  }
  return { options: [...options, option], end: at };
}
