import type { HubClient } from '../hub/hubClient.ts';
import { batchMark } from './commitPlan.ts';

export interface Look {
  /** The head that was looked at: whoever makes a commit on it makes none beside one that landed since. */
  readonly head: string | undefined;
  readonly landed: string | undefined;
}

/** How far back a commit of our own may lie behind those of others. */
const HISTORY_COUNT = 50;

/**
 * The commit that a batch landed with, if it did: one that bears its mark, or that of a batch that it was a part of; or the one that its files
 * are from.
 *
 * @param batchIds its own, and those of the batches that it was a part of
 *
 * Files alone would not do, since a compaction may have moved them; nor would the history, since a squash takes it away. A commit is
 * atomic, and a path holds the id of a batch or of a shard, so that all paths are proof.
 */
export async function findLanded(
  hub: Pick<HubClient, 'history' | 'files'>,
  { batchIds, paths }: { readonly batchIds: readonly string[]; readonly paths: readonly string[] },
): Promise<Look> {
  const history = await hub.history(HISTORY_COUNT);
  const head = history[0]?.commit;
  const marks = batchIds.map(batchMark);
  const marked = history.find(({ title, description }) =>
    marks.some((mark) => `${title}\n${description}`.includes(mark)),
  );
  if (marked !== undefined) return { head, landed: marked.commit };
  // None are no proof of anything.
  if (paths.length === 0) return { head, landed: undefined };
  const files = await hub.files(paths);
  if (files.length !== paths.length) return { head, landed: undefined };
  return { head, landed: files[0]?.commit ?? head };
}
