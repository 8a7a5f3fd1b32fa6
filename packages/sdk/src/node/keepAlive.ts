/** Keeps the process alive while somebody waits for something; nothing else of a logger does. */
export interface KeepAlive {
  during<T>(waitedFor: Promise<T>): Promise<T>;
}

/** Longer than anything takes; it is never heard. */
const FOREVER_MS = 2 ** 31 - 1;

export function createKeepAlive(): KeepAlive {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;

  function end(): void {
    count--;
    if (count > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  return {
    during(waitedFor) {
      count++;
      timer ??= setInterval(() => {}, FOREVER_MS);
      waitedFor.then(end, end);
      return waitedFor;
    },
  };
}
