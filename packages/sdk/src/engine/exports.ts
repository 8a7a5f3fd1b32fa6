import { ParqueueError } from '../api/errors.ts';
import { type ExportFile, type ExportParts, exportFiles } from './exportFiles.ts';

/** Gives the files of an export one after the other; undefined after the last. */
export type ExportNext = (exportId: string, index: number) => Promise<ExportFile | undefined>;

/** @param before ends what belongs into the journal and is not there yet. */
export function createExports(parts: ExportParts, before: () => Promise<unknown>): ExportNext {
  const running = new Map<string, AsyncGenerator<ExportFile>>();
  return async (exportId, index) => {
    if (index === 0) {
      await before();
      running.set(exportId, exportFiles(parts));
    }
    const files = running.get(exportId);
    if (files === undefined)
      throw new ParqueueError('engine_failed', 'the engine was replaced during an export; export again');
    const { value, done } = await files.next();
    if (done) running.delete(exportId);
    return done ? undefined : value;
  };
}
