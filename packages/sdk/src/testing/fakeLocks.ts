/** Web Locks for engines of one test: exclusive, in the order of asking. Signals are not heard. */
export function createFakeLocks(): LockManager {
  const last = new Map<string, Promise<unknown>>();
  const request = (name: string, ...args: unknown[]): Promise<unknown> => {
    const work = args.at(-1) as () => Promise<unknown>;
    const run = (last.get(name) ?? Promise.resolve()).then(() => work());
    last.set(
      name,
      run.catch(() => {}),
    );
    return run;
  };
  return { request, query: async () => ({}) } as LockManager;
}
