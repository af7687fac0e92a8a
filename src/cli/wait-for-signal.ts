/** Waits until the user or the system wants the program to end. */
export function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    // A promise alone keeps no process alive.
    const alive = setInterval(() => undefined, 1 << 30);
    const end = (): void => {
      clearInterval(alive);
      for (const signal of signals) process.removeListener(signal, end);
      resolve();
    };
    for (const signal of signals) process.on(signal, end);
  });
}
