import type { Logger } from '@parqueue/sdk';
import { audioChunk, logLine, stageManifest } from '@parqueue/sdk/presets';

export const pipelineTables = { chunks: audioChunk, manifests: stageManifest, lines: logLine };

export type PipelineLogger = Logger<typeof pipelineTables>;
