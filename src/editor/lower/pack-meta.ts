import type { JsonObject, JsonValue } from "../../json/json-value.ts";

/** `cnr_id`, `aux_id` and `ver` of a node's properties, each only where it is valid (workflowSchema.ts). */
export function packMeta(properties: JsonObject): Record<string, string> {
  const meta: Record<string, string> = {};
  const { cnr_id: registryId, aux_id: repository, ver: version } = properties;
  if (registryId !== undefined && isPackName(registryId)) meta["cnr_id"] = registryId;
  if (repository !== undefined && isRepository(repository)) meta["aux_id"] = repository;
  const known = version === undefined ? undefined : validVersion(version);
  if (known !== undefined) meta["ver"] = known;
  return meta;
}

function isPackName(value: JsonValue): value is string {
  return typeof value === "string" && value.length <= 100 && /^[a-z\d](?:[\w.-]*[a-z\d])?$/i.test(value);
}

function isRepository(value: JsonValue): value is string {
  if (typeof value !== "string") return false;
  const [user = "", name, ...more] = value.split("/");
  return more.length === 0 && name !== undefined && isUser(user) && isPackName(name);
}

function isUser(user: string): boolean {
  return user.length <= 39 && userName.test(user);
}

const userName = /^[a-z\d]+(?:-[a-z\d]+)*$/i;
const semver = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}(?:-[\da-z-]+(?:\.[\da-z-]+)*)?(?:\+[\da-z-]+(?:\.[\da-z-]+)*)?$/;
const gitHash = /^[0-9a-f]{4,40}$/i;

/** A version number without its `v`, a Git hash, or `unknown`. */
function validVersion(value: JsonValue): string | undefined {
  if (typeof value !== "string") return undefined;
  const bare = value.replace(/^v/, "");
  return semver.test(bare) || gitHash.test(bare) || value === "unknown"
    ? value === "unknown"
      ? value
      : bare
    : undefined;
}
