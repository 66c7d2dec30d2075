/** Names that differ from server to server: those of the trace by ours, prompt ids and file names. */
export class IdMap {
  private readonly ours = new Map<string, string>();
  private readonly labels = new Map<string, string>();

  /** Says that `trace` is `own` here. Both read `label` in comparisons. */
  add(trace: string, own: string): void {
    if (this.ours.has(trace)) return;
    const label = `<${this.ours.size + 1}>`;
    this.ours.set(trace, own);
    this.labels.set(trace, label);
    this.labels.set(own, label);
  }

  /** A request of the trace, as it must read here. */
  translate(text: string): string {
    return [...this.ours].reduce((result, [trace, own]) => result.replaceAll(trace, own), text);
  }

  /** A text of either side with labels in place of the names. */
  label(text: string): string {
    return [...this.labels].reduce((result, [name, label]) => result.replaceAll(name, label), text);
  }
}
