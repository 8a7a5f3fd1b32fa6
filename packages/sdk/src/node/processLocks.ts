/**
 * The locks of the engine in a process that has its folder for itself: nobody else can hold any. Exclusive, in the order of asking; signals are not
 * heard.
 */
export function createProcessLocks(): LockManager {
  const last = new Map<string, Promise<unknown>>();

  function request(name: string, ...given: unknown[]): Promise<unknown> {
    const work = given.at(-1) as () => Promise<unknown>;
    const run = (last.get(name) ?? Promise.resolve()).then(work);
    const over = run
      .catch(() => {})
      .then(() => {
        if (last.get(name) === over) last.delete(name);
      });
    last.set(name, over);
    return run;
  }

  const query = async () => ({ held: Array.from(last.keys(), (name) => ({ name })), pending: [] });
  return { request, query } as unknown as LockManager;
}
