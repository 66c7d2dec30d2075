import { join } from "node:path";
import { API, type Program } from "typescript/unstable/sync";
import { type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";

/** What TypeScript itself reads in one method of `Nodes`. */
interface DeclaredNode {
  /** Names of the inputs, in order. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Every string literal in the type of an input, its combo's alias included. */
  readonly literals: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface Declarations {
  readonly nodes: ReadonlyMap<string, DeclaredNode>;
  /** Kinds of statements at the top of the files: anything but imports, types and the augmentation is code. */
  readonly statements: ReadonlySet<string>;
  /** Of the syntax; none in files that are well-formed. */
  readonly errors: readonly string[];
}

type AnyNode = Node & Record<string, any>;

/** Reads the .d.ts files below `folder/nodes` with TypeScript's own parser. `folder` holds a tsconfig.json. */
export function readDeclarations(folder: string): Declarations {
  const api = new API({ cwd: folder });
  try {
    const config = join(folder, "tsconfig.json");
    const project = api.updateSnapshot({ openProject: config }).getProject(config)!;
    const files = project.rootFiles.filter((path) => path.includes("/nodes/"));
    return readFiles(project.program, files);
  } finally {
    api.close();
  }
}

function readFiles(program: Program, paths: readonly string[]): Declarations {
  const files = paths.map((path) => program.getSourceFile(path)!);
  const aliases = new Map<string, Set<string>>();
  for (const file of files)
    for (const alias of ofKind(file, SyntaxKind.TypeAliasDeclaration)) {
      aliases.set(alias["name"].text, literalsIn(alias["type"], new Map()));
    }
  const nodes = new Map(files.flatMap((file) => readNodes(file, aliases)));
  return {
    nodes,
    statements: new Set(files.flatMap((file) => file.statements.map((statement) => SyntaxKind[statement.kind]))),
    errors: paths.flatMap((path) => program.getSyntacticDiagnostics(path).map(({ text }) => text)),
  };
}

function ofKind(file: SourceFile, kind: SyntaxKind): AnyNode[] {
  return file.statements.filter((statement) => statement.kind === kind) as AnyNode[];
}

function readNodes(file: SourceFile, aliases: ReadonlyMap<string, Set<string>>): [string, DeclaredNode][] {
  const interfaces = new Map(ofKind(file, SyntaxKind.InterfaceDeclaration).map((each) => [each["name"].text, each]));
  const membersOf = (type: AnyNode | undefined): AnyNode[] => [
    ...(interfaces.get(type?.["typeName"]?.text)?.["members"] ?? []),
  ];
  return ofKind(file, SyntaxKind.ModuleDeclaration).flatMap((module) =>
    [...module["body"].statements[0].members].map((method: AnyNode): [string, DeclaredNode] => {
      const inputs = membersOf(method["parameters"][0].type);
      const literals = inputs.map((input) => [input["name"].text, literalsIn(input["type"], aliases)] as const);
      return [
        method["name"].text,
        {
          inputs: inputs.map((input) => input["name"].text),
          outputs: membersOf(method["type"]).map((output) => output["name"].text),
          literals: new Map(literals),
        },
      ];
    }),
  );
}

function literalsIn(node: AnyNode, aliases: ReadonlyMap<string, Set<string>>): Set<string> {
  const found = new Set<string>();
  const visit = (each: AnyNode): void => {
    if (each.kind === SyntaxKind.StringLiteral) found.add(each["text"]);
    if (each.kind === SyntaxKind.TypeReference) {
      for (const text of aliases.get(each["typeName"].text) ?? []) found.add(text);
    }
    each.forEachChild((child: Node) => visit(child as AnyNode));
  };
  visit(node);
  return found;
}
