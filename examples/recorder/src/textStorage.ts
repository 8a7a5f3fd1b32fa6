/** Small texts that survive a reload, where the browser allows it; else they last as long as the page. */
export interface TextStorage {
  read(key: string): string | undefined;
  write(key: string, text: string): void;
}

/** `localStorage` without its exceptions: a full or forbidden one costs the page its memory, never its work. */
export function createTextStorage(open: () => Pick<Storage, 'getItem' | 'setItem'>): TextStorage {
  return {
    read: (key) => attempt(() => open().getItem(key)) ?? undefined,
    write: (key, text) => attempt(() => open().setItem(key, text)),
  };
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
