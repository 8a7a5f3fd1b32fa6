/** Web Locks for engines of one test: exclusive, in the order of asking. Signals are not heard; all are told as held. */
export function createFakeLocks(): LockManager {
  const last = new Map<string, Promise<unknown>>();
  const request = (name: string, ...args: unknown[]): Promise<unknown> => {
    const work = args.at(-1) as () => Promise<unknown>;
    const run = (last.get(name) ?? Promise.resolve()).then(() => work());
    const over = run.catch(() => {}).then(() => void (last.get(name) === over && last.delete(name)));
    last.set(name, over);
    return run;
  };
  const query = async () => ({ held: [...last.keys()].map((name) => ({ name })) });
  return { request, query } as LockManager;
}
