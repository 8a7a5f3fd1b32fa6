import type { HubClient } from '../hub/hubClient.ts';
import type { Log } from '../log.ts';

export interface SquashPolicyParts {
  readonly kv: SyncKvStorage;
  readonly hub: Pick<HubClient, 'squash'>;
  /** Null leaves the history as it is. */
  readonly afterCommits: number | null;
  readonly log: Log;
}

const KEY = 'commits_since_squash';

/**
 * Squashes the repo's history when the relay has added so many commits to it: the Hub degrades after some thousands
 * (https://huggingface.co/docs/hub/storage-limits). What it squashed cannot be had back, so it is off unless it is asked for.
 *
 * @returns what to call when a commit has landed and none is under way: whether a commit landed is looked up in the history
 */
export function createSquashPolicy({ kv, hub, afterCommits, log }: SquashPolicyParts): () => Promise<void> {
  return async () => {
    if (afterCommits === null) return;
    const count = (kv.get<number>(KEY) ?? 0) + 1;
    kv.put(KEY, count);
    if (count < afterCommits) return;
    try {
      await hub.squash(`Squash ${count} commits`);
      kv.put(KEY, 0);
      log('history_squashed', { commits: count });
    } catch (error) {
      // After the next commit it is tried again.
      log('squash_failed', { problem: error instanceof Error ? error.message : 'unknown' });
    }
  };
}
