import type { StoredClip } from '../store/records.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';
import { isFull } from './openRecording.ts';
import { findRecoverable, noteRecovered, type RecoveryParts, recoverRecording } from './recoverRecordings.ts';

export interface EndFullParts extends RecoveryParts {
  readonly environment: RecoveryParts['environment'] & Pick<EngineEnvironment, 'schedule'>;
}

/** Storage that takes nothing at all is asked again so often. */
const RETRY_MS = 10_000;

/**
 * Ends a recording for which there is no more room, with what was kept of it; gives its clips, undefined when it is not open. Where there is
 * not even room to note its end, that is noted later, and its row waits for it.
 */
export async function endFull(
  parts: EndFullParts,
  recordingId: string,
): Promise<readonly StoredClip[] | undefined> {
  const found = await findRecoverable(parts, recordingId);
  if (found === undefined) return undefined;
  await noteRecovered(parts.store, recordingId, found).catch((error: unknown) => {
    if (!isFull(error)) throw error;
    noteLater(parts, recordingId);
  });
  return found.clips;
}

function noteLater(parts: EndFullParts, recordingId: string): void {
  parts.environment.schedule(() => {
    recoverRecording(parts, recordingId).catch((error: unknown) => {
      if (isFull(error)) noteLater(parts, recordingId);
    });
  }, RETRY_MS);
}
