import { createHash } from 'node:crypto';
import type { TranscriptionRow } from '@parqueue/schema/presets';

/** A row of `transcription` as it waits in the spool: JSON values only. */
export interface ResultRow extends Omit<TranscriptionRow, 'started_at' | 'data' | 'row_id' | 'revision'> {
  readonly row_id: string;
  readonly processor: string;
  readonly processor_key: string;
  readonly recording_id: string;
  readonly audio_hash: string | null;
  readonly status: 'ok' | 'empty' | 'skipped' | 'error' | 'invalid';
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly data: unknown;
}

/** Which results are of this processor: another name, version or parameter makes others. */
export function processorKey(
  name: string,
  version: string,
  params: Readonly<Record<string, unknown>>,
): string {
  const sorted = Object.fromEntries(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sha256(`${name} ${version} ${JSON.stringify(sorted)}`);
}

/** The same try of the same recording has the same id, whoever makes it and however often it is delivered. */
export const resultId = (key: string, recordingId: string, attempt: number): string =>
  `result-${sha256(`${key} ${recordingId} ${attempt}`).slice(0, 32)}`;

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

export const isDone = (status: string): boolean =>
  status === 'ok' || status === 'empty' || status === 'skipped';
