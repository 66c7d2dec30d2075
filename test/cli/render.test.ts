import { describe, expect, test } from "vitest";
import { ComfycError } from "../../src/errors/comfyc-error.ts";
import type { Issue } from "../../src/errors/issue.ts";
import { createProgressLine } from "../../src/cli/progress-line.ts";
import { countIssues, renderGithub, renderIssues } from "../../src/cli/render-issues.ts";
import { reportError } from "../../src/cli/report-error.ts";
import { renderSlots } from "../../src/cli/slot-table.ts";
import { printJson, type Terminal, wantsColor } from "../../src/cli/terminal.ts";
import type { Manifest } from "../../src/manifest/manifest.ts";
import { command, makeFolder, writeFiles } from "../project/sample-project.ts";

function terminal(more: Partial<Terminal> = {}) {
  const printed = { out: "", err: "" };
  const signal = new AbortController().signal;
  const out = (text: string) => void (printed.out += text);
  const err = (text: string) => void (printed.err += text);
  return { printed, terminal: { cwd: "/", env: {}, out, err, interactive: false, color: false, signal, ...more } };
}

const issue: Issue = {
  code: "value_not_in_list",
  origin: "server",
  severity: "error",
  message: '"eular" is not one of the options.',
  node: "sampler",
  classType: "KSampler",
  input: "sampler_name",
  hint: 'Did you mean "euler"?',
  position: { file: "a.ts", line: 2, column: 9 },
  calledFrom: [{ file: "b.ts", line: 5, column: 1 }],
};

describe("an issue", () => {
  test("shows place, node, code around it, caller and hint", () => {
    const root = makeFolder();
    writeFiles(root, { "a.ts": 'const a = 1;\nsampler("eular");\nconst c = 3;\nconst d = 4;\n' });
    expect(renderIssues([issue], terminal().terminal, root)).toBe(
      [
        "a.ts:2:9 error value_not_in_list  node sampler (KSampler), input sampler_name",
        '  "eular" is not one of the options.',
        "    1 | const a = 1;",
        '  > 2 | sampler("eular");',
        "      |         ^",
        "    3 | const c = 3;",
        "    4 | const d = 4;",
        "  called from b.ts:5:1",
        '  Did you mean "euler"?',
        "",
      ]
        .filter((line) => !line.includes("const d"))
        .join("\n"),
    );
  });

  test("stands without code where the file is gone, generated or unnamed", () => {
    const plain = renderIssues([{ ...issue, calledFrom: [] }], terminal().terminal, "/none");
    expect(plain).not.toContain("|");
    const { position: _position, hint: _hint, ...bare } = { ...issue, node: null, input: null };
    expect(renderIssues([bare], terminal().terminal, "/")).toMatch(/^error value_not_in_list\n {2}"eular"/);
  });

  test("names no input of another node", () => {
    const inner = { ...issue, code: "exception_during_inner_validation" };
    expect(renderIssues([inner], terminal().terminal, "/none")).toContain("node sampler (KSampler)\n");
  });

  test("shows no control characters of a file or a server", () => {
    const root = makeFolder();
    writeFiles(root, { "a.ts": "const a = 1;\nconst b = '\u001B[31m';\n" });
    const hostile = { ...issue, message: "\u001B]0;title\u0007", hint: "\u202Etxt", node: "\u001Bn" };
    expect(renderIssues([hostile], terminal().terminal, root)).not.toMatch(/\p{Cc}(?<!\n)|\u202E/u);
    expect(renderGithub([hostile])).not.toMatch(/\p{Cc}(?<!\n)|\u202E/u);
  });

  test("has colours only where they are wanted", () => {
    const { terminal: colored } = terminal({ color: true });
    expect(renderIssues([issue], colored, "/none")).toContain("\u001B[31merror\u001B[0m");
    expect(renderIssues([{ ...issue, severity: "warning" }], colored, "/none")).toContain("\u001B[33mwarning");
  });

  test("is one escaped command for GitHub", () => {
    const odd = { ...issue, message: "100%\nline", position: { file: "a,b.ts", line: 2, column: 9 } };
    expect(renderGithub([odd])).toBe(
      '::error file=a%2Cb.ts,line=2,col=9,title=value_not_in_list::100%25%0Aline%0ADid you mean "euler"?\n',
    );
  });

  test.each([
    [[], "no issues"],
    [[issue], "1 error"],
    [[issue, issue, { ...issue, severity: "warning" as const }], "2 errors, 1 warning"],
  ])("%# is counted in words", (issues, words) => expect(countIssues(issues)).toBe(words));
});

describe("an error", () => {
  test("is one line and a hint, printable", () => {
    const { terminal: to, printed } = terminal();
    const status = reportError(new ComfycError("not_comfyui", "odd \u001B[2J", { hint: "Look." }), [], to);
    expect(printed).toEqual({ out: "", err: "error: odd \\u{1b}[2J [not_comfyui]\n  Look.\n" });
    expect(status).toBe(3);
  });

  test("with several issues shows each", () => {
    const { terminal: to, printed } = terminal();
    reportError(
      new ComfycError("prompt_rejected", "refused", { issues: [issue, { ...issue, node: "other" }] }),
      [],
      to,
    );
    expect(printed.err).toContain("node sampler");
    expect(printed.err).toContain("node other");
  });

  test("with one issue shows its place and the code there, also from a folder below, and each sentence once", () => {
    const root = makeFolder();
    writeFiles(root, { "a.ts": 'const a = 1;\nsampler("eular");', "sub/b.txt": "" });
    const { terminal: to, printed } = terminal({ cwd: `${root}/sub` });
    const one = { ...issue, calledFrom: [] };
    const { hint } = issue;
    reportError(
      new ComfycError("prompt_rejected", `refused: ${issue.message}`, { issues: [one], hint: hint! }),
      [],
      to,
    );
    expect(printed.err).toBe(
      [
        'error: refused: "eular" is not one of the options. [prompt_rejected]',
        "a.ts:2:9 error value_not_in_list  node sampler (KSampler), input sampler_name",
        "    1 | const a = 1;",
        '  > 2 | sampler("eular");',
        "      |         ^",
        '  Did you mean "euler"?',
        "",
      ].join("\n"),
    );
  });

  test("with one issue that has no place is the sentence alone", () => {
    const { position: _position, ...bare } = issue;
    const { terminal: to, printed } = terminal();
    reportError(new ComfycError("prompt_rejected", "refused", { issues: [bare], hint: "Look." }), [], to);
    expect(printed.err).toBe("error: refused [prompt_rejected]\n  Look.\n");
  });

  test("that comfyc did not mean says so without a stack, and with one where it is asked for", () => {
    const quiet = terminal();
    expect(reportError(new TypeError("x is undefined"), [], quiet.terminal)).toBe(1);
    expect(quiet.printed.err).toMatch(/^error: comfyc itself failed: x is undefined \[internal\]\n.*COMFYC_DEBUG=1/);
    const loud = terminal({ env: { COMFYC_DEBUG: "1" } });
    reportError(new Error("outer", { cause: "inner" }), [], loud.terminal);
    expect(loud.printed.err).toMatch(/Error: outer\n +at [^]*Caused by: inner/);
    expect(reportError("just words", ["--format", "json"], quiet.terminal)).toBe(1);
    expect(JSON.parse(quiet.printed.out)).toMatchObject({ ok: false, code: "internal" });
  });
});

describe("colour", () => {
  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: "dumb" }, true, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
  ])("%o on a terminal (%s) gives %s", (env, isTerminal, wanted) => expect(wantsColor(env, isTerminal)).toBe(wanted));
});

describe("progress", () => {
  const at = (value: number) => ({
    type: "progress" as const,
    value,
    node: "k",
    nodeType: "KSampler",
    step: 1,
    steps: 20,
  });

  test("is one line at each tenth where nobody watches", async () => {
    const { terminal: to, printed } = terminal();
    const line = await createProgressLine(to, false);
    for (const value of [0, 0.05, 0.11, 0.15, 0.5, 1]) line.show(at(value));
    line.stop();
    expect(printed.err).toBe("10% KSampler 1/20\n50% KSampler 1/20\n100% KSampler 1/20\n");
  });

  test("is nothing where results are for a program", async () => {
    const { terminal: to, printed } = terminal();
    const line = await createProgressLine(to, true);
    line.show(at(0.5));
    line.stop();
    expect(printed.err).toBe("");
  });

  test("is a bar where a person watches", async () => {
    const line = await createProgressLine(terminal({ interactive: true }).terminal, false);
    line.show(at(0.5));
    line.show(at(0.6));
    line.stop();
    line.stop();
  });
});

test("JSON has 64-bit integers as decimal strings", () => {
  const { terminal: to, printed } = terminal();
  printJson(to, { seed: 18446744073709551615n });
  expect(printed.out).toBe('{"seed":"18446744073709551615"}\n');
});

describe("the table of slots", () => {
  const base = { label: "L", group: null, order: 0, renamedFrom: [], targets: [{ node: "n", input: "i" }] } as const;
  const render = (slots: readonly object[], width?: number) =>
    renderSlots(
      { name: "w", edits: [], slots: slots.map((slot) => ({ ...base, ...slot })) } as unknown as Manifest,
      width,
    );

  test.each([
    { slot: { kind: "int", min: 1, unit: "px", default: 3 }, line: "s     int   3        1 to … px" },
    { slot: { kind: "int", min: 9, max: 99, step: 8, default: 9 }, line: "s     int   9        9 to 99, step 8" },
    { slot: { kind: "int", min: 1, max: 9, step: 1, default: 3 }, line: "s     int   3        1 to 9" },
    { slot: { kind: "float", unit: "s", default: 0.5 }, line: "s     float  0.5      s" },
    { slot: { kind: "seed" }, line: "s     seed  random   or random" },
    { slot: { kind: "seed", min: 0, max: 9, default: 0 }, line: "s     seed  0        0 to 9, or random" },
    { slot: { kind: "image" }, line: "s     image  (required)  a path" },
    { slot: { kind: "image", targets: [] }, line: "s     image  (feeds nothing)  a path" },
    { slot: { kind: "model", folder: "loras", default: "a.pt" }, line: "s     model  a.pt     a file of loras" },
    { slot: { kind: "choice", options: ["a", "b c", 5], default: "a" }, line: "s     choice  a        one of 3" },
    { slot: { kind: "bool", default: true }, line: "s     bool  true" },
  ])("shows $line", ({ slot, line }) => {
    expect(render([{ ...slot, name: "s" }]).split("\n")[1]).toBe(line);
  });

  test("has label, group and tooltip on a line of their own", () => {
    const table = render([
      { name: "s", kind: "int", default: 3, label: "Steps", group: "Sampling", tooltip: "How\nmany." },
    ]);
    expect(table).toBe("SLOT  KIND  DEFAULT  VALUES\ns     int   3\n    Steps (Sampling): How↵many.\n");
  });

  test("lists the options of a choice below it, unless they are many", () => {
    const many = Array.from({ length: 21 }, (_, index) => `option_${index}`);
    const table = render([
      { name: "few", kind: "choice", options: ["a", "b c", 5], default: "a" },
      { name: "many", kind: "choice", options: many, default: "option_0" },
    ]);
    expect(table).toContain('\nOptions:\n  few: a, "b c", 5\n  many: 21; --slots --json lists them\n');
  });

  test.each([40, 80, 100])("cuts nothing and keeps within %i characters", (width) => {
    const text = `${"long ".repeat(40)}\n${"x".repeat(150)}`;
    const table = render(
      [
        { name: "text", kind: "text", default: text, tooltip: text },
        { name: "seed", kind: "seed", min: 0, max: "18446744073709551615", default: 0 },
      ],
      width,
    );
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(table.replaceAll(/\s+/g, "")).toContain(`default:${text.replaceAll("\n", "↵").replaceAll(" ", "")}`);
    expect(table.replaceAll(/\s+/g, "")).toContain("0to18446744073709551615,orrandom");
  });

  test("says where there are none", () => {
    expect(render([])).toBe("w has no slots\n");
  });
});

describe("help", () => {
  test("lists the commands that are there", async () => {
    const { status, out } = await command("/", ["--help"]);
    expect(status).toBe(0);
    const names = [...out.matchAll(/^ {2}(\w+) .*$/gm)].map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(["init", "sync", "build", "check", "run", "validate", "simulate", "servers"]),
    );
    expect((await command("/", [])).out).toBe(out);
  });

  test.each(["init", "sync", "build", "check", "run", "validate", "simulate", "servers"])(
    "of %s has an example",
    async (name) => {
      const { status, out } = await command("/", [name, "--help"]);
      expect(status).toBe(0);
      expect(out).toMatch(new RegExp(`Examples:\\n(?:.*\\n)*? {2}(?:COMFYC_SERVER=\\S+ )?comfyc ${name}`));
      expect((await command("/", ["help", name])).out).toBe(out);
    },
  );

  test("shows no default of a flag that is repeated", async () => {
    expect((await command("/", ["run", "--help"])).out).not.toContain("[]");
  });

  test("--version prints the version", async () => {
    expect((await command("/", ["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
