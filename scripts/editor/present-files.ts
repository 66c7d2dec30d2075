interface ObjectInfo {
  [nodeType: string]: { input?: Record<string, Record<string, unknown[]> | undefined> };
}

interface ApiPrompt {
  [id: string]: { class_type?: string; inputs: Record<string, unknown> };
}

/**
 * `objectInfo` of a server that has every file that the prompts name: their values are added to the combo lists, so that
 * the editor warns of what is wrong with a workflow and not of models that this machine lacks.
 */
export function withFilesOf(objectInfo: string, prompts: readonly string[]): string {
  const types = JSON.parse(objectInfo) as ObjectInfo;
  for (const text of prompts) {
    for (const { class_type, inputs } of Object.values(JSON.parse(text) as ApiPrompt)) {
      const sections = Object.values(types[class_type ?? ""]?.input ?? {});
      for (const [name, value] of Object.entries(inputs)) {
        for (const section of sections) addOption(section?.[name], value);
      }
    }
  }
  return JSON.stringify(types);
}

const fileName = /\.\w{2,11}$/;

function addOption(spec: unknown[] | undefined, value: unknown): void {
  if (spec === undefined || typeof value !== "string" || !fileName.test(value)) return;
  const listed = Array.isArray(spec[0]) ? spec[0] : (spec[1] as { options?: unknown } | undefined)?.options;
  if (Array.isArray(listed) && !listed.includes(value)) listed.push(value);
}
