import type { CommitPlace } from '@parqueue/schema/wire';
import type { ParqueueError } from './errors.ts';

export type Unsubscribe = () => void;

interface Rows {
  /** The table's name. */
  readonly table: string;
  readonly rowIds: readonly string[];
}

/** Why rows were dropped. */
export type DropReason = 'invalid' | 'before_append' | 'relay_lost';

/** What the logger tells. */
export interface LoggerEvents {
  /** Bytes of a shard on their way. */
  readonly progress: { readonly table: string; readonly shardId: string; readonly sizeBytes: number };
  /** Rows are in IndexedDB. */
  readonly stored: Rows;
  /** Rows are at the relay, durable there. */
  readonly accepted: Rows & { readonly shardId: string };
  /** Rows are in the dataset. */
  readonly committed: Rows & { readonly shardId: string } & CommitPlace;
  /** Sending failed and is tried again in `delayMs`. */
  readonly retry: { readonly reason: string; readonly delayMs: number };
  readonly dropped: { readonly table: string; readonly reason: DropReason; readonly rowCount: number };
  /** A part is missing and something simpler stands in: the page for the worker, memory for IndexedDB. */
  readonly degraded: { readonly part: 'worker' | 'storage'; readonly reason: string };
  /** The browser gives no more room. */
  readonly quota: { readonly kind: 'rows' | 'audio' };
  /** Audio was lost on the way in and stands as zeros. */
  readonly gap: { readonly recordingId: string; readonly gapFrames: number };
  /** A recording was deleted: no row had taken any of its clips for seven days. */
  readonly untaken: { readonly recordingId: string; readonly clipCount: number };
  readonly error: { readonly error: ParqueueError };
}
