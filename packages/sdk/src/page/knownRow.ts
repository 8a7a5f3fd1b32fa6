import type { OutboxItem } from './outbox.ts';

/** What became of a row that was appended here. */
export type KnownRow =
  | {
      readonly kind: 'appended';
      readonly item: OutboxItem;
      /** Columns that are set once, and are. */
      readonly set: Set<string>;
    }
  | { readonly kind: 'refused'; readonly error: Error };
