import { expect, test } from "vitest";
import { sortIssues } from "../../src/project/project-issue.ts";
import { command, makeProject } from "./sample-project.ts";

test("issues are sorted by place, those without one last", () => {
  const at = (file: string, line: number, column = 1) => ({
    position: { file, line, column },
    code: `${file}${line}${column}`,
  });
  const sorted = sortIssues([{ code: "none" }, at("b", 1), at("a", 2, 2), at("a", 2), at("a", 1)] as never);
  expect(sorted.map(({ code }) => code)).toEqual(["a11", "a21", "a22", "b11", "none"]);
});

test("the error of a workflow that comfyc cannot place stands at its file", async () => {
  const root = makeProject({
    "workflows-src/a.ts": "const error = new TypeError('odd');\nerror.stack = '';\nthrow error;\n",
  });
  const { err } = await command(root, ["build"]);
  expect(err).toContain("workflows-src/a.ts:1:1 error invalid_workflow");
});
