import type { TableDefinition } from '@parqueue/schema';
import { updateCard } from '@parqueue/schema/card';
import type { HubUpload } from '../hub/hubClient.ts';

export const CARD_PATH = 'README.md';

/** The dataset's card as a file of the next commit, or undefined when the one that is there says it all. */
export function cardUpload(
  readme: string | undefined,
  tables: readonly TableDefinition[],
  repo: string,
): HubUpload | undefined {
  const card = updateCard(readme, tables, { title: repo.slice(repo.indexOf('/') + 1), repo });
  if (card === readme) return undefined;
  const bytes = new TextEncoder().encode(card);
  return {
    path: CARD_PATH,
    sizeBytes: bytes.length,
    read: (startByte, endByte) => bytes.slice(startByte, endByte),
  };
}
