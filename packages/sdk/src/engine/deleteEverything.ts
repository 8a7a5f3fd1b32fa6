import type { Store } from '../store/store.ts';
import type { ConsentGate } from './consentGate.ts';
import type { EngineHost } from './engine.ts';
import { tellLosses } from './findLost.ts';
import type { Recordings } from './recordings.ts';
import { wipe } from './wipe.ts';

export interface Deletion {
  readonly store: Store;
  readonly gate: ConsentGate;
  readonly recordings: Recordings;
  readonly host: EngineHost;
}

/** Ends what is put into the store at the moment, and deletes what lies there: nothing of before comes after. */
export async function deleteEverything(
  { store, gate, recordings, host }: Deletion,
  reason: 'consent_denied' | 'cleared',
): Promise<void> {
  await recordings.deleteAll();
  await gate.settled();
  // A recording that was being opened runs by now.
  await recordings.deleteAll();
  const losses = await wipe(store, reason);
  await store.forget?.();
  tellLosses(losses, reason, host);
}
