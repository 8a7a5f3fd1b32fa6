/** Holds a Web Lock until it is let go, or this realm ends. Where there are none, nothing is held. */
export function holdLock(locks: LockManager | undefined, name: string): () => void {
  let release = () => {};
  const over = new Promise<void>((resolve) => {
    release = resolve;
  });
  locks?.request(name, () => over).catch(() => {});
  return release;
}
