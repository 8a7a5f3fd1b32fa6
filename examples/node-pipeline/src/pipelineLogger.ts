import { createLogger, type NodeLogger } from '@parqueue/sdk/node';
import { audioChunk, logLine, stageManifest } from '@parqueue/sdk/presets';
import type { Arguments } from './parseArguments.ts';

const tables = { chunks: audioChunk, manifests: stageManifest, lines: logLine };

export type PipelineLogger = NodeLogger<typeof tables>;

/** The logger of the pipeline: to a relay, or straight into a folder. */
export function pipelineLogger({ to, journal }: Pick<Arguments, 'to' | 'journal'>): PipelineLogger {
  return 'folder' in to
    ? createLogger({ to, tables, folder: journal })
    : createLogger({ ...to, tables, folder: journal });
}
