import type { BackupFile } from './backupFiles.ts';

/** Room that is kept behind the last frame. Some hundred shards can be noted as delivered in it. */
export const RESERVE_BYTES = 64 * 1024;

const STEP_BYTES = 256 * 1024;
/** What closes the last frame. */
const END_BYTES = 4;

/**
 * Sees to it that a file is at least so long, which counts against the origin's quota from then on.
 *
 * @throws {DOMException} `QuotaExceededError`
 */
export function makeRoom(file: BackupFile, endsAt: number): void {
  const needed = endsAt + END_BYTES;
  if (file.getSize() < needed) file.truncate(Math.ceil((needed + RESERVE_BYTES) / STEP_BYTES) * STEP_BYTES);
}
