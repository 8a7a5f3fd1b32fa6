import { basename, join } from 'node:path';
import { folderMarks } from '@parqueue/sdk/node';
import { createStageRecorder } from '@parqueue/sdk/stages';
import { type Arguments, parseArguments, USAGE } from './parseArguments.ts';
import { pipelineLogger } from './pipelineLogger.ts';
import { processFile } from './processFile.ts';

// Long recordings, WAV or FLAC, become chunks of a dataset, each with the word of a voice detector, for whoever transcribes them later.

const given = readArguments();
const log = pipelineLogger(given);
const stages = createStageRecorder(
  { manifests: log.manifests, lines: log.lines },
  { marks: folderMarks(join(given.journal, 'marks')) },
);

log.on('error', ({ error }) => console.error(error.message));
log.on('retry', ({ reason }) => console.error(`not delivered yet: ${reason}`));

for (const path of given.files) {
  const job = stages.job();
  try {
    const originalId = given.originalId ?? basename(path);
    const chunkCount = await processFile(log, job, { path, originalId, chunkS: given.chunkS });
    job.log.info(`${chunkCount} chunks of ${basename(path)} are stored`);
  } catch (error) {
    // The manifest says it, too; the next file may be better.
    console.error(`${path}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
  await job.end();
}

// What is not accepted by then is in the journal, and goes with the next run.
await log.flush({ signal: AbortSignal.timeout(60_000) }).catch((error) => console.error(String(error)));
await log.close();

function readArguments(): Arguments {
  try {
    return parseArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}
