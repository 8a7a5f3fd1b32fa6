import type { EntryState } from '@parqueue/example-recorder/rows/rowEntry';
import type { CommitPlace } from '@parqueue/schema/wire';
import type { RowState } from '@parqueue/sdk';
import type { RunSettings } from '@parqueue/sdk/analysis';

/** One revision of an upload's row that is in the dataset. */
export interface Revision extends CommitPlace {
  readonly shardId: string;
}

/** An upload in the list: what this page needs to know it again, and to go on with it. */
export interface Upload {
  readonly rowId: string;
  /** Name of the file, or `Recording`. */
  readonly name: string;
  readonly durationS: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** By which the same sound is known again. */
  readonly pcmSha256: string;
  /** The settings of its runs, in order. */
  readonly runs: readonly RunSettings[];
  readonly hasWords: boolean;
  /** Where its newest revision is. */
  readonly state: EntryState;
  readonly revisions: readonly Revision[];
}

/** Where the newest revision is, by the logger's answer. */
export function stateOf(answer: RowState): EntryState {
  switch (answer.kind) {
    case 'waiting':
      return { kind: 'stored' };
    case 'dead':
      return { kind: 'failed', reason: answer.reason };
    case 'unknown':
      return { kind: 'failed', reason: 'This device no longer knows of it.' };
    default:
      return answer;
  }
}

/** The upload with one more revision; the same news twice is one. */
export function withRevision(upload: Upload, revision: Revision): Upload {
  if (upload.revisions.some(({ shardId }) => shardId === revision.shardId)) return upload;
  return { ...upload, revisions: [...upload.revisions, revision] };
}

/** The upload of the same sound that can be gone on with. */
export const findSame = (uploads: readonly Upload[], pcmSha256: string): Upload | undefined =>
  uploads.find((upload) => upload.pcmSha256 === pcmSha256 && upload.state.kind !== 'failed');
