import { json, string, table } from '@parqueue/schema';

/** A small table whose shards are text, so that tests read them as they are. */
export const notes = table({
  name: 'notes',
  format: 'jsonl',
  features: { text: string(), tags: json<string[]>(), user_id: string() },
  merge: { tags: 'append' },
});

/** The same without revisions. */
export const plainNotes = table({
  name: 'notes',
  format: 'jsonl',
  features: { text: string(), tags: json<string[]>(), user_id: string() },
  merge: { tags: 'append' },
  revisions: false,
});
