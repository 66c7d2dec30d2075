/**
 * Five rows a letter, one digit in base 32 a row, whose bits are its pixels: a font of our own, since a server may have
 * none. Letters are three pixels wide but for those in `widths`.
 */
const glyphs: Readonly<Record<string, string>> = {
  A: "25755",
  B: "65656",
  C: "34443",
  D: "65556",
  E: "74647",
  F: "74644",
  G: "34553",
  H: "55755",
  I: "72227",
  J: "11152",
  K: "55655",
  L: "44447",
  M: "hrlhh",
  N: "9db99",
  O: "25552",
  P: "65644",
  Q: "25563",
  R: "65655",
  S: "34216",
  T: "72222",
  U: "55557",
  V: "55552",
  W: "hhlla",
  X: "55255",
  Y: "55222",
  Z: "71247",
  0: "75557",
  1: "26227",
  2: "61247",
  3: "61216",
  4: "55711",
  5: "74616",
  6: "34757",
  7: "71122",
  8: "75757",
  9: "75716",
  " ": "00000",
  ".": "00002",
  ",": "00024",
  ":": "02020",
  ";": "02024",
  "-": "00700",
  _: "00007",
  "/": "11244",
  "\\": "44211",
  "|": "22222",
  "+": "02720",
  "=": "07070",
  "(": "12221",
  ")": "42224",
  "[": "64446",
  "]": "31113",
  "{": "32623",
  "}": "62326",
  "<": "12421",
  ">": "42124",
  "'": "22000",
  '"': "55000",
  "`": "42000",
  "^": "25000",
  "~": "03600",
  "!": "22202",
  "?": "61202",
  "%": "51245",
  "*": "05250",
  "&": "25255",
  "@": "6bb86",
  $: "36236",
  "#": "avava",
  "…": "0000l",
};

const widths: Readonly<Record<string, number>> = { M: 5, W: 5, N: 4, "@": 4, "#": 5, "…": 5 };

/** What stands for a letter outside the font that Unicode does not take apart. */
const replacements: Readonly<Record<string, string>> = {
  Ø: "O",
  Æ: "AE",
  Œ: "OE",
  Ł: "L",
  Đ: "D",
  Ð: "D",
  Þ: "TH",
  "‘": "'",
  "’": "'",
  "‚": ",",
  "“": '"',
  "”": '"',
  "„": '"',
  "«": '"',
  "»": '"',
  "–": "-",
  "—": "-",
  "−": "-",
  "‐": "-",
  "×": "X",
  "·": ".",
  "•": "*",
  "⁄": "/",
};

/** A text in the letters that the font has: capitals, without accents, and "?" for what it cannot show. */
export function fontText(text: string): string {
  // Unicode would take the ellipsis apart into three dots; what it took apart and is no accent grows together again.
  const parts = text.split("…").map((part) =>
    part
      .normalize("NFKD")
      .replace(/[\p{M}\p{Cf}]/gu, "")
      .normalize("NFC"),
  );
  const letters = [...parts.join("…").toUpperCase()];
  return letters.map((letter) => (letter in glyphs ? letter : (replacements[letter] ?? "?"))).join("");
}

/** The text, or as much of it as fits into `width` pixels of the font, ended by "…" where it was cut. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let room = width - textWidth("…");
  let end = 0;
  for (; end < text.length && room >= 0; end++) room -= advance(text[end]!);
  return `${text.slice(0, Math.max(0, end - 1)).trimEnd()}…`;
}

/** An SVG path of one line of `fontText`; a pixel of the font is a square of `size`. */
export function textPath(text: string, left: number, top: number, size: number): string {
  let path = "";
  let at = left;
  for (const letter of text) {
    path += letterPath(letter, at, top, size);
    at += advance(letter) * size;
  }
  return path;
}

function textWidth(text: string): number {
  return [...text].reduce((sum, letter) => sum + advance(letter), -1);
}

/** The letter and the gap behind it. */
function advance(letter: string): number {
  return widthOf(letter) + 1;
}

function widthOf(letter: string): number {
  return widths[letter] ?? 3;
}

function letterPath(letter: string, left: number, top: number, size: number): string {
  const width = widthOf(letter);
  let path = "";
  [...(glyphs[letter] ?? "")].forEach((digit, row) => {
    for (let column = 0; column < width; column++) {
      if ((Number.parseInt(digit, 32) & (1 << (width - 1 - column))) === 0) continue;
      path += `M${left + column * size} ${top + row * size}h${size}v${size}h-${size}z`;
    }
  });
  return path;
}
