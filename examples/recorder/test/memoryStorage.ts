import { createTextStorage, type TextStorage } from '../src/textStorage.ts';

/** A storage that lasts as long as it is held, beginning with `texts`. */
export function createMemoryStorage(texts: Readonly<Record<string, string>> = {}): TextStorage {
  const kept = new Map(Object.entries(texts));
  return createTextStorage(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
  }));
}
