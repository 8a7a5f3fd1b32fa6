import type { HubClient } from '../hub/hubClient.ts';
import type { Batch } from '../spool/spool.ts';
import { batchMark } from './commitPlan.ts';

/** How far back a commit of our own may lie behind those of others. */
const HISTORY_COUNT = 50;

/**
 * The commit that a batch landed with, if it did: the one that bears its mark, or the one that its files are from.
 *
 * Files alone would not do, since a compaction may have moved them; nor would the history, since a squash takes it away. A commit is
 * atomic and a path holds the id of its shard, so that all paths with the right bytes are proof.
 */
export async function findLanded(hub: HubClient, batch: Batch): Promise<string | undefined> {
  const history = await hub.history(HISTORY_COUNT);
  const marked = history.find(({ title, description }) =>
    `${title}\n${description}`.includes(batchMark(batch.batchId)),
  );
  if (marked !== undefined) return marked.commit;
  const files = new Map(
    (await hub.files(batch.shards.map(({ path }) => path))).map((file) => [file.path, file]),
  );
  const isThere = batch.shards.every(({ path, sizeBytes, sha256 }) => {
    const file = files.get(path);
    return file !== undefined && file.sizeBytes === sizeBytes && (file.sha256 ?? sha256) === sha256;
  });
  if (!isThere) return undefined;
  const [first] = batch.shards;
  return (first && files.get(first.path)?.commit) ?? history[0]?.commit;
}
