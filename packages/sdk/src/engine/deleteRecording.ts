import type { Store, Writing } from '../store/store.ts';

/** Deletes a recording with all of its audio. */
export const deleteRecording = (store: Store, recordingId: string): Promise<void> =>
  store.write(['recordings', 'blocks'], (transaction) => deleteIn(transaction, recordingId));

export async function deleteIn(transaction: Writing, recordingId: string): Promise<void> {
  for (const key of await transaction.keys('blocks', [recordingId])) await transaction.delete('blocks', key);
  await transaction.delete('recordings', [recordingId]);
}
