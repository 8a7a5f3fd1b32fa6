import type { RecordingRecord, StoredBlock, StoredClip } from '../store/records.ts';
import type { Key, Store } from '../store/store.ts';
import { describeClips, digestClip } from './describeClips.ts';
import type { EngineEnvironment } from './engineEnvironment.ts';

export interface RecoveryParts {
  readonly store: Store;
  readonly environment: Pick<EngineEnvironment, 'loadAudio' | 'sha256' | 'now'>;
}

export interface RecoveryOptions extends RecoveryParts {
  readonly locks: LockManager | undefined;
  /** Whether a recording runs in this engine. */
  readonly isRunning: (recordingId: string) => boolean;
  readonly clientId: string;
  /** Name of the lock that the engine of a page life holds for as long as it lives. */
  readonly lifeLock: (clientId: string) => string;
}

/** Without locks nobody knows who lives: after a day, no page records any more. */
const SURELY_OVER_MS = 24 * 3_600_000;

/** Completes recordings that no live engine holds, with what was kept of them. Gives their ids. */
export async function recoverRecordings(options: RecoveryOptions): Promise<string[]> {
  const { store, clientId } = options;
  const open = await store.read(['recordings'], async (transaction) =>
    (await transaction.list('recordings')).filter(([, { state }]) => state === 'recording'),
  );
  if (open.length === 0) return [];
  const isAlive = await livingClients(options);
  const recovered: string[] = [];
  for (const [[id], record] of open) {
    const recordingId = String(id);
    const isHeld = record.clientId === clientId ? options.isRunning(recordingId) : isAlive(record);
    if (isHeld) continue;
    await recoverRecording(options, recordingId);
    recovered.push(recordingId);
  }
  return recovered;
}

async function livingClients({
  environment: { now },
  locks,
  lifeLock,
}: RecoveryOptions): Promise<(record: RecordingRecord) => boolean> {
  if (locks === undefined) return ({ startedAt }) => now() - startedAt < SURELY_OVER_MS;
  const { held = [], pending = [] } = await locks.query();
  const names = new Set([...held, ...pending].map(({ name }) => name));
  return (record) => names.has(lifeLock(record.clientId));
}

/** What a recording that was cut off can be completed with. */
export interface Recoverable {
  readonly clips: readonly StoredClip[];
  /** Blocks that belong to none of them. */
  readonly surplus: readonly Key[];
}

/** The sound beginning of each clip, up to the first that has none; undefined when the recording is not open. */
export async function findRecoverable(
  { store, environment }: RecoveryParts,
  recordingId: string,
): Promise<Recoverable | undefined> {
  const { record, blocks } = await store.read(['recordings', 'blocks'], async (transaction) => ({
    record: await transaction.get('recordings', [recordingId]),
    blocks: await transaction.list('blocks', [recordingId]),
  }));
  // It has ended since it was found open, or another tab was faster: its blocks are those of its clips.
  if (record?.state !== 'recording') return undefined;
  const whole = await soundClips(record, blocks, environment);
  const surplus = blocks
    .map(([key]) => key)
    .filter(([, clip, block]) => Number(block) >= (whole[Number(clip)]?.blockCount ?? 0));
  return { clips: describeClips(environment.now(), recordingId, whole), surplus };
}

/** Completes one recording with what can be recovered of it. */
export async function recoverRecording(parts: RecoveryParts, recordingId: string): Promise<void> {
  const found = await findRecoverable(parts, recordingId);
  if (found !== undefined) await noteRecovered(parts.store, recordingId, found);
}

export function noteRecovered(
  store: Store,
  recordingId: string,
  { clips, surplus }: Recoverable,
): Promise<void> {
  return store.write(
    ['recordings', 'blocks'],
    async (transaction) => {
      const now = await transaction.get('recordings', [recordingId]);
      if (now?.state !== 'recording') return;
      for (const key of surplus) await transaction.delete('blocks', key);
      const { started: _started, ...kept } = now;
      const complete: RecordingRecord = { ...kept, state: 'complete', clips, isRecovered: true };
      await transaction.put('recordings', [recordingId], complete);
    },
    { durability: 'strict' },
  );
}

async function soundClips(
  { started = [] }: RecordingRecord,
  blocks: readonly [Key, StoredBlock][],
  environment: RecoveryParts['environment'],
) {
  const { recover } = await environment.loadAudio();
  const clips = [];
  for (const { index, startS, header } of started) {
    const kept = blocks
      .filter(([[, clip]]) => clip === index)
      .map(([[, , blockIndex], block]) => ({ blockIndex: Number(blockIndex), ...block }));
    const clip = await recover(header, kept);
    if (clip === undefined) break;
    // What was lost on the way in stands as silence in the clip; how much of it nobody knows any more.
    const whole = { ...clip, index, startS, gapFrames: 0, gapInputFrames: 0 };
    const bytes = kept.slice(0, clip.blockCount).map((block) => block.bytes);
    clips.push(await digestClip(environment, whole, bytes));
  }
  return clips;
}
