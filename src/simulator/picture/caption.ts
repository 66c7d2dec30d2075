import type { Recipe } from "../executors/values.ts";

/** Three columns by five rows a letter, one octal digit a row: a font of our own, since a server may have none. */
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
  M: "57755",
  N: "65555",
  O: "25552",
  P: "65644",
  Q: "25563",
  R: "65655",
  S: "34216",
  T: "72222",
  U: "55557",
  V: "55552",
  W: "55775",
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
  ".": "00002",
  ",": "00024",
  ":": "02020",
  "-": "00700",
  _: "00007",
  "/": "11244",
  "+": "02720",
  "=": "07070",
  "(": "12221",
  ")": "42224",
  "'": "22000",
  "!": "22202",
  "?": "61202",
  "%": "51245",
  "*": "05250",
  "#": "57575",
};

export interface CaptionPlace {
  readonly width: number;
  readonly height: number;
}

/** SVG paths with the values of a recipe in small letters at the lower edge; nothing on a picture that is too small. */
export function renderCaption(recipe: Recipe, place: CaptionPlace): string {
  if (place.width < 160 || place.height < 96) return "";
  const size = Math.max(1, Math.floor(Math.min(place.width / 200, place.height / 120)));
  const perLine = Math.floor((place.width - 8 * size) / (4 * size));
  const lines = captionLines(recipe).map((line) => line.slice(0, perLine).toUpperCase());
  const top = place.height - lines.length * 7 * size - 3 * size;
  const back = `<rect x="0" y="${top - 3 * size}" width="${place.width}" height="${place.height}" fill="#000" fill-opacity="0.45"/>`;
  const paths = lines.map(
    (line, row) =>
      `<path fill="#fff" fill-opacity="0.92" d="${linePath(line, 4 * size, top + row * 7 * size, size)}"/>`,
  );
  return back + paths.join("");
}

function captionLines(recipe: Recipe): string[] {
  const lines = [
    "simulated: no model was run",
    `seed ${recipe.seed} steps ${recipe.steps} cfg ${trim(recipe.cfg)} denoise ${trim(recipe.denoise)} ${recipe.sampler}/${recipe.scheduler}`,
    `+ ${oneLine(recipe.text)}`,
  ];
  if (recipe.negative !== "") lines.push(`- ${oneLine(recipe.negative)}`);
  return lines;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function trim(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function linePath(line: string, left: number, top: number, size: number): string {
  return [...line].map((letter, index) => letterPath(letter, left + index * 4 * size, top, size)).join("");
}

function letterPath(letter: string, left: number, top: number, size: number): string {
  const rows = letter === " " ? "" : (glyphs[letter] ?? "77777");
  let path = "";
  [...rows].forEach((digit, row) => {
    for (let column = 0; column < 3; column++) {
      if ((Number(digit) & (4 >> column)) === 0) continue;
      path += `M${left + column * size} ${top + row * size}h${size}v${size}h-${size}z`;
    }
  });
  return path;
}
