const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs code of the project. Meanwhile a signal ends the process as it ends any other: while an endless loop runs, a
 * listener of ours would never be called, and nothing but SIGKILL would end it.
 */
export async function runAuthorsCode<T>(run: () => T | Promise<T>): Promise<T> {
  const removed = signals.map((signal) => ({ signal, listeners: process.listeners(signal) }));
  for (const { signal, listeners } of removed) {
    for (const listener of listeners) process.removeListener(signal, listener);
  }
  try {
    return await run();
  } finally {
    for (const { signal, listeners } of removed) for (const listener of listeners) process.on(signal, listener);
  }
}
