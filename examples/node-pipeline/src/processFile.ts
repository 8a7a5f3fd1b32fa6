import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeAudio } from '@parqueue/sdk/node';
import type { Job } from '@parqueue/sdk/stages';
import { hasSpeech } from './hasSpeech.ts';
import type { PipelineLogger } from './pipelineLogger.ts';

export interface FileOptions {
  readonly path: string;
  readonly originalId: string;
  readonly chunkS: number;
}

/** One piece of a file. */
interface Chunk {
  readonly samples: Float32Array;
  readonly startS: number;
  readonly hasSpeech: boolean;
}

/** Takes one file through the stages of its job; gives how many chunks it came to. */
export async function processFile(log: PipelineLogger, job: Job, options: FileOptions): Promise<number> {
  const { path, chunkS, originalId } = options;
  const name = basename(path);
  const { samples, sampleRate, recordedAt } = await job.run('decode', async (stage) => {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
    const file = new Uint8Array(bytes);
    stage.input({ path: name, data: file }, 'audio', { format: name.split('.').at(-1) });
    const audio = await decodeAudio(file);
    stage.metadata({ sample_rate: audio.sampleRate, duration_s: audio.samples.length / audio.sampleRate });
    stage.output(stage.ref('samples'), 'audio');
    // The file was closed at the end of what was heard.
    return { ...audio, recordedAt: mtimeMs - (audio.samples.length / audio.sampleRate) * 1_000 };
  });

  const chunks = await job.run('vad', (stage) => {
    stage.setConfig({ chunk_s: chunkS });
    stage.input(job.ref('decode', 'samples'), 'audio');
    const found = chunksOf(samples, sampleRate, chunkS);
    stage.metadata({
      chunk_count: found.length,
      speech_count: found.filter((chunk) => chunk.hasSpeech).length,
    });
    stage.output(stage.ref('chunks'), 'segments');
    return found;
  });

  await job.run('encode', async (stage) => {
    stage.input(job.ref('vad', 'chunks'), 'segments');
    for (const chunk of chunks) {
      const [clip] = await log.encode(chunk.samples, { sampleRate });
      if (clip === undefined) continue;
      const row = log.chunks.append({
        audio: clip,
        original_id: originalId,
        start: new Date(recordedAt + chunk.startS * 1_000),
        has_speech: chunk.hasSpeech,
      });
      // From here on it outlives this process, whatever becomes of the network.
      await row.stored;
      stage.log.debug(`Stored ${clip.audioId}, from ${chunk.startS} s`);
    }
  });
  return chunks.length;
}

function chunksOf(samples: Float32Array, sampleRate: number, chunkS: number): Chunk[] {
  const length = Math.round(sampleRate * chunkS);
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, i) => {
    const piece = samples.slice(i * length, (i + 1) * length);
    return { samples: piece, startS: (i * length) / sampleRate, hasSpeech: hasSpeech(piece, sampleRate) };
  });
}
