import { defineConfig, type OxlintOverride } from "oxlint";

/**
 * The rooms of src/ and what each may import: the table of docs/design/house.md. An import that is not named here is an
 * error, so that no reader learns of a writer and no library of the command line.
 */
const mayImport: Record<string, readonly string[]> = {
  errors: [],
  json: ["errors"],
  schema: ["json", "errors"],
  prompt: ["json", "errors"],
  manifest: ["prompt", "json", "errors"],
  graph: ["manifest", "errors"],
  dsl: ["graph", "manifest", "errors"],
  editor: ["schema", "prompt", "json", "errors"],
  import: ["editor", "schema", "graph", "prompt", "json", "errors"],
  compiler: ["manifest", "prompt", "schema", "graph", "json", "errors"],
  emit: ["editor", "schema", "prompt", "graph", "json", "errors"],
  patch: ["import", "emit", "graph", "errors"],
  codegen: ["schema", "manifest", "json", "errors"],
  runtime: ["manifest", "prompt", "schema", "json", "errors"],
  simulator: ["schema", "prompt", "compiler", "json", "errors"],
};
const libraries = Object.keys(mayImport);
mayImport["project"] = libraries;
mayImport["bridge"] = [...libraries, "project"];
mayImport["cli"] = [...libraries, "project", "bridge"];
// Re-exports for users: everything but the two that are programs of their own.
mayImport["entry"] = [...libraries, "project"];
const rooms = Object.keys(mayImport);

const arrows = rooms.map((room): OxlintOverride => {
  const allowed = mayImport[room]!;
  const forbidden = rooms.filter((other) => other !== room && !allowed.includes(other));
  return {
    files: [`src/${room}/**`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: forbidden.flatMap((other) => [`**/${other}/**`, `../${other}/*`]),
              message: `src/${room} may import only: ${allowed.join(", ") || "nothing"} (docs/design/house.md).`,
            },
          ],
        },
      ],
    },
  };
});

export default defineConfig({
  plugins: ["typescript", "unicorn", "import", "oxc"],
  categories: { correctness: "error", suspicious: "error" },
  rules: {
    "import/no-cycle": "error",
    "import/no-named-as-default-member": "off",
    "import/no-unassigned-import": "off",
    "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    "max-lines-per-function": ["error", { max: 60 }],
    "no-await-in-loop": "off",
    "no-console": "error",
    "no-shadow": "off",
    "no-underscore-dangle": "off",
    "unicorn/consistent-function-scoping": "off",
    "unicorn/no-array-sort": "off",
  },
  overrides: [
    ...arrows,
    { files: ["src/cli/**", "scripts/**", "test/**", "bin/**"], rules: { "no-console": "off" } },
    { files: ["test/**"], rules: { "max-lines": "off", "max-lines-per-function": "off" } },
  ],
  ignorePatterns: [
    "dist",
    "generated",
    "node_modules",
    "coverage",
    "test/golden",
    "test/fixtures",
    "python",
    ".comfyc",
    "src/schema/stock-schema-text.ts",
  ],
});
