/** The members of a type that names several: `"IMAGE,MASK"` → `["IMAGE", "MASK"]`. */
export function splitTypes(type: string): string[] {
  return type.split(",").map((part) => part.trim());
}
