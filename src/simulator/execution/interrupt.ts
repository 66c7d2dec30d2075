import { InterruptSignal } from "./executor.ts";

/** One flag for the whole server, as in ComfyUI: seen between nodes and at progress ticks. */
export class Interrupt {
  private requested = false;
  private readonly waiting = new Set<() => void>();

  request(): void {
    this.requested = true;
    for (const wake of this.waiting) wake();
  }

  clear(): void {
    this.requested = false;
  }

  /** @throws InterruptSignal once after a request. */
  check(): void {
    if (!this.requested) return;
    this.requested = false;
    throw new InterruptSignal("interrupted");
  }

  /** Waits, at most until a request comes. @throws InterruptSignal */
  async sleep(milliseconds: number): Promise<void> {
    this.check();
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiting.add(wake);
    });
    this.check();
  }
}
