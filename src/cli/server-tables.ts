import { printable } from "../errors/printable.ts";
import type { CheckResult } from "../project/checks/check-project.ts";
import type { ServerDifference } from "../project/node-types/merge-object-info.ts";
import type { CheckedServer } from "../project/checks/server-check.ts";
import type { SyncResult } from "../project/node-types/sync-project.ts";
import { counted } from "./counted.ts";
import { renderTable } from "./render-table.ts";

/** For each server what it has and lacks. */
export function renderSyncTable({ servers, serverDifferences, models }: SyncResult): string {
  const head = ["SERVER", "VERSION", "NODE TYPES", "LACKS", "DIFFERS", "PACKS", "MODELS IN USE"];
  const rows = servers.map(({ source, serverVersion, nodeTypes, packs }) => {
    const differences = serverDifferences.filter(({ sources }) => sources.includes(source));
    const count = (kind: string) => String(differences.filter((each) => each.kind === kind).length);
    const found = models.filter((model) => model.servers.some((each) => each.source === source && each.present));
    return [
      source,
      serverVersion ?? "unknown",
      String(nodeTypes),
      count("missing"),
      count("differs"),
      String(packs.length),
      models.length === 0 ? "0" : `${found.length} of ${models.length}`,
    ];
  });
  return renderTable([head, ...rows]);
}

/** One line for each server that lacks a node type and for each thing that it has otherwise. */
export function listDifferences(differences: readonly ServerDifference[]): string[] {
  return differences.flatMap(({ nodeType, kind, sources, changes }) => {
    if (kind === "missing") return [printable(`${nodeType} is missing on ${sources.join(", ")}`)];
    return changes.map(({ source, subject, name, change, details }) => {
      const what = name === null ? "" : ` ${subject} ${name}`;
      return printable(`${nodeType}${what} differs on ${source}: ${details.join(", ") || change}`);
    });
  });
}

/** Packs whose version is not the same on all servers, or not there on one. */
export function listPackDifferences({ servers }: SyncResult): string[] {
  const names = [...new Set(servers.flatMap(({ packs }) => packs.map(({ name }) => name)))].sort();
  return names.flatMap((name) => {
    const found = servers.map(({ source, packs }) => ({ source, pack: packs.find((each) => each.name === name) }));
    const states = new Set(found.map(({ pack }) => pack && `${pack.version} ${pack.typesSha256}`));
    if (states.size === 1) return [];
    const words = found.map(
      ({ source, pack }) => `${pack === undefined ? "missing" : versionWords(pack)} on ${source}`,
    );
    return [printable(`pack ${name}: ${words.join(", ")}`)];
  });
}

function versionWords({ version, typesSha256 }: SyncResult["servers"][number]["packs"][number]): string {
  return version === "unknown" ? `unknown (types ${typesSha256.slice(0, 12)})` : version;
}

/** Workflows down, servers across. */
export function renderCheckTable(result: CheckResult, nameOf: (url: string) => string | undefined): string {
  const servers = result.servers ?? [];
  const names = [...new Set(servers.flatMap(({ workflows }) => workflows.map(({ workflow }) => workflow)))];
  const head = ["WORKFLOW", ...servers.map((server) => titleOf(server, nameOf(server.server)))];
  const rows = names.map((name) => [name, ...servers.map((server) => stateOf(server, name))]);
  const packs = servers.map(({ missingPacks }) =>
    missingPacks.length === 0 ? "" : `${missingPacks.join(", ")} missing`,
  );
  const packRow = packs.some((cell) => cell !== "") ? [["(packs of the config)", ...packs]] : [];
  return renderTable([head, ...rows, ...packRow]);
}

function titleOf({ server, version, problem }: CheckedServer, name: string | undefined): string {
  return `${name ?? server} (${problem === null ? `ComfyUI ${version ?? "unknown"}` : "no answer"})`;
}

function stateOf({ problem, workflows }: CheckedServer, name: string): string {
  if (problem !== null) return "?";
  const row = workflows.find(({ workflow }) => workflow === name);
  if (row === undefined) return "has errors";
  const { missingNodeTypes, missingPacks, missingModels, changes } = row;
  const counts: [number, string, string][] = [
    [missingNodeTypes.length, "node type", " missing"],
    [missingPacks.length, "pack", " missing"],
    [missingModels.length, "model", " missing"],
    [changes.length, "change", ""],
  ];
  const words = counts.filter(([number]) => number > 0).map(([number, noun, end]) => counted(number, noun) + end);
  const told = words.join(", ");
  if (row.ok) return told === "" ? "ok" : `ok, ${told}`;
  return told === "" ? "refused" : told;
}
