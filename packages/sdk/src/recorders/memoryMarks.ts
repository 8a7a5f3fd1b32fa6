import type { LeftMark, OpenMarks } from './openMarks.ts';

/** A memory that lives share, and that ends with the realm: what is left in it is given while that lasts. */
export interface MarkMemory {
  beginLife(): { readonly marks: OpenMarks; end(): void };
}

/** Marks in memory: where the platform keeps nothing, and in tests, which end lives as they like. */
export function createMarkMemory(): MarkMemory {
  const left: LeftMark[] = [];
  return {
    beginLife() {
      const open = new Map<string, string>();
      return {
        marks: {
          put: (id, value) => void open.set(id, value),
          remove: (id) => void open.delete(id),
          takeLeft: async () => left.splice(0),
        },
        end() {
          for (const [id, value] of open) left.push({ id, value });
          open.clear();
        },
      };
    },
  };
}
