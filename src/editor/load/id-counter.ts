/** Gives out node or link ids as the editor does: the next after the highest seen, never one in use. */
export class IdCounter {
  last: number;
  private readonly used: Set<number>;

  constructor(last: number) {
    this.last = last;
    this.used = new Set();
  }

  /** Keeps an id from being given out, without counting on from it. */
  reserve(id: number | string): void {
    const number = Number(id);
    if (Number.isSafeInteger(number)) this.used.add(number);
  }

  /** As `reserve`, and counts on from it. */
  observe(id: number | string): void {
    const number = Number(id);
    if (!Number.isSafeInteger(number)) return;
    this.used.add(number);
    if (number >= 0 && number > this.last) this.last = number;
  }

  mint(): number {
    let id = this.last + 1;
    if (!Number.isSafeInteger(id) || id < 1) id = 1;
    while (this.used.has(id)) id = id === Number.MAX_SAFE_INTEGER ? 1 : id + 1;
    this.last = id;
    this.used.add(id);
    return id;
  }
}
