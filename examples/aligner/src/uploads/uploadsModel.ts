import { isRecord, parseJson } from '@parqueue/example-recorder/parseJson';
import type { TextStorage } from '@parqueue/example-recorder/textStorage';
import type { Upload } from './upload.ts';

const KEY = 'parqueue.aligner.uploads';
/** Uploads kept for the list; older ones are in the dataset all the same. */
const KEPT_UPLOADS = 100;

/** The uploads of this page, newest first. The list survives a reload. */
export interface UploadsModel {
  all(): readonly Upload[];
  find(rowId: string): Upload | undefined;
  add(upload: Upload): void;
  /** Changes one that is in the list. */
  change(rowId: string, change: (upload: Upload) => Upload): void;
}

export function createUploadsModel(storage: TextStorage, changed: () => void): UploadsModel {
  let uploads = parseUploads(storage.read(KEY));

  function keep(next: readonly Upload[]): void {
    uploads = next.slice(0, KEPT_UPLOADS);
    storage.write(KEY, JSON.stringify(uploads));
    changed();
  }

  return {
    all: () => uploads,
    find: (rowId) => uploads.find((upload) => upload.rowId === rowId),
    add: (upload) => keep([upload, ...uploads]),
    change(rowId, change) {
      const next = uploads.map((upload) => (upload.rowId === rowId ? change(upload) : upload));
      if (JSON.stringify(next) !== JSON.stringify(uploads)) keep(next);
    },
  };
}

/** Uploads from text that anything may have written; what is not one is left out. */
export function parseUploads(text: string | undefined): readonly Upload[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value.filter(isUpload) : [];
}

function isUpload(value: unknown): value is Upload {
  if (!isRecord(value)) return false;
  const { rowId, name, pcmSha256, durationS, startedAt, runs, revisions, state } = value;
  return (
    [rowId, name, pcmSha256].every((part) => typeof part === 'string') &&
    [durationS, startedAt].every((part) => Number.isFinite(part)) &&
    [runs, revisions].every((part) => Array.isArray(part) && part.every(isRecord)) &&
    isRecord(state) &&
    typeof state.kind === 'string'
  );
}
