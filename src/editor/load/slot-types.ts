/** Whether the editor lets an output of one type feed an input of the other: `*` and nothing match all (LiteGraph). */
export function isValidConnection(one: string, other: string): boolean {
  if (one === "" || one === "*" || other === "" || other === "*" || one === other) return true;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (!a.includes(",") && !b.includes(",")) return a === b;
  const others = b.split(",");
  return a.split(",").some((part) => others.some((type) => isValidConnection(part, type)));
}
