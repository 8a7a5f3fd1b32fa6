import { ParqueueError } from '../api/errors.ts';
import type { EngineEvent } from '../engine/engine.ts';
import type { Listeners } from '../entry/listeners.ts';
import type { Identity } from '../store/records.ts';
import { audioRefused } from './audioRefusals.ts';
import type { RowSteps } from './rowSteps.ts';

export interface EarParts {
  readonly listeners: Listeners;
  readonly steps: RowSteps;
  /** Whether `stored` means the relay's receipt. */
  readonly storesNothing: () => boolean;
  readonly onIdentity: (identity: Identity) => void;
  /** The relay takes audio, or does not any more. */
  readonly onAudioPolicy: (isTaken: boolean) => void;
  /** There is no room for rows. */
  readonly onFull: () => void;
  /** A recording has no more room. */
  readonly onAudioFull: (recordingId: string | undefined) => void;
  /** What was delivered gives room. */
  readonly onRoom: () => void;
}

/** Passes on what the engine tells: to whoever waits for a row, and to whoever listens. */
export function createEngineEar(parts: EarParts): (event: EngineEvent) => void {
  const { listeners, steps, storesNothing, onIdentity } = parts;
  /** Recordings that were told as recovered: an engine that replaces another finds them again. */
  const recovered = new Set<string>();

  return (event) => {
    switch (event.type) {
      case 'identity':
        return onIdentity(event.detail);
      case 'audio':
        parts.onAudioPolicy(event.detail.isTaken);
        if (!event.detail.isTaken) listeners.tell('error', { error: audioRefused() });
        return;
      case 'ended': {
        const { rowIds, reason } = event.detail;
        return steps.tell(rowIds, new ParqueueError('shard_refused', reason));
      }
      case 'error': {
        const { code, message } = event.detail;
        return listeners.tell('error', { error: new ParqueueError(code, message) });
      }
      case 'recovered':
        if (recovered.has(event.detail.recordingId)) return;
        recovered.add(event.detail.recordingId);
        break;
      case 'quota':
        if (event.detail.kind === 'rows') return parts.onFull();
        parts.onAudioFull(event.detail.recordingId);
        break;
      case 'accepted':
        parts.onRoom();
        steps.tell(event.detail.rowIds, { kind: 'accepted' });
        if (storesNothing()) listeners.tell('stored', event.detail);
        break;
      case 'committed':
        steps.tell(event.detail.rowIds, { ...event.detail, kind: 'committed' });
    }
    listeners.tell(event.type, event.detail as never);
  };
}
