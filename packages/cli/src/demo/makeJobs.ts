import { logLine, type StageFile, stageManifest } from '@parqueue/schema/presets';
import { type DemoRevision, type DemoScene, type DemoTable, timesOf } from './demoData.ts';

const STAGES = [
  {
    stage: 'demux',
    type: 'audio',
    out: 'audio.wav',
    takesS: 4,
    config: { sample_rate: 16_000, channels: 1 },
  },
  {
    stage: 'asr',
    type: 'transcript',
    out: 'transcript.json',
    takesS: 42,
    config: { model: 'large-v3', beam_size: 5 },
  },
  { stage: 'alignment', type: 'segments', out: 'segments.json', takesS: 9, config: { min_silence_ms: 200 } },
  { stage: 'subtitle', type: 'subtitle', out: 'subtitles.srt', takesS: 2, config: { max_line_chars: 42 } },
] as const;

/** Jobs of a pipeline: manifests of their stages, each running at first, then as it ended, and what was logged. One in nine fails. */
export function makeJobs(scene: DemoScene): DemoTable[] {
  const manifests: DemoRevision[] = [];
  const lines: DemoRevision[] = [];
  for (const at of timesOf(scene, 2.2)) runJob(scene, at, { manifests, lines });
  return [
    { table: stageManifest, revisions: manifests },
    { table: logLine, revisions: lines },
  ];
}

interface Written {
  readonly manifests: DemoRevision[];
  readonly lines: DemoRevision[];
}

type Log = (
  atMs: number,
  line: { logger: string; level?: string; message: string; stage?: string; data?: unknown },
) => void;

function runJob(scene: DemoScene, start: number, { manifests, lines }: Written): void {
  const { random, endMs } = scene;
  const jobId = `job-${random.hex(6)}`;
  let lineNumber = 0;
  const log: Log = (at, { level = 'INFO', ...line }) => {
    if (at >= endMs) return;
    lineNumber++;
    lines.push({
      writtenAt: at,
      row: {
        timestamp: new Date(at),
        level,
        ...line,
        job_id: jobId,
        line_number: lineNumber,
        row_id: scene.idAt(at),
        revision: 0,
      },
    });
  };
  const failing = random.happens(0.11) ? random.int(1, STAGES.length - 1) : -1;
  log(start, { logger: 'pipeline', message: `▶ STARTING ${jobId}` });
  let at = start + 20;
  let input: StageFile = {
    type: 'video',
    path: `upload-${random.hex(6)}.mp4`,
    size_bytes: random.int(2_000_000, 90_000_000),
  };
  for (const [i, { stage, type, out, takesS, config }] of STAGES.entries()) {
    const number = i + 1;
    const end = at + Math.round(random.skewed(takesS, 0.35) * 1000);
    const output = {
      type,
      path: `${jobId}/${String(number).padStart(2, '0')}_${stage}/${out}`,
      size_bytes: random.int(2_000, 9_000_000),
    };
    const base = {
      stage,
      stage_number: number,
      timestamp: new Date(at),
      inputs: [input],
      config,
      job_id: jobId,
      parents: i > 0 ? [{ stage: STAGES[i - 1]?.stage, stage_number: i }] : [],
    };
    const id = scene.idAt(at);
    if (at >= endMs) return;
    log(at, { logger: 'pipeline', stage, message: `▶ STARTING ${stage}` });
    log(at + 5, { logger: stage, stage, level: 'DEBUG', message: `parameters ${JSON.stringify(config)}` });
    manifests.push({ writtenAt: at, row: { ...base, status: 'running', row_id: id, revision: 0 } });
    if (end >= endMs) return;
    const seconds = (end - at) / 1000;
    const isFailed = i === failing;
    manifests.push({
      writtenAt: end,
      row: {
        ...base,
        ...endOf(scene, { stage, end, seconds, output, isFailed, jobId }),
        row_id: id,
        revision: 1,
      },
    });
    if (isFailed) {
      log(end, {
        logger: stage,
        stage,
        level: 'ERROR',
        message: `❌ FAILED (${seconds.toFixed(1)}s): CUDA out of memory`,
      });
      log(end + 2, { logger: 'pipeline', stage, level: 'ERROR', message: `❌ FAILED ${jobId} in ${stage}` });
      return;
    }
    log(end, { logger: 'pipeline', stage, message: `✅ COMPLETED ${stage} (${seconds.toFixed(1)}s)` });
    input = output;
    at = end + 30;
  }
  log(at, { logger: 'pipeline', message: `✅ COMPLETED ${jobId} (${((at - start) / 1000).toFixed(1)}s)` });
}

interface Ending {
  readonly stage: string;
  readonly end: number;
  readonly seconds: number;
  readonly output: StageFile;
  readonly isFailed: boolean;
  readonly jobId: string;
}

function endOf({ random }: DemoScene, { stage, end, seconds, output, isFailed, jobId }: Ending) {
  const at = new Date(end).toISOString();
  const hasIntermediate = stage === 'asr';
  return {
    status: isFailed ? 'failed' : 'success',
    duration_seconds: seconds,
    completed_at: new Date(end),
    outputs: isFailed ? [] : [output],
    intermediate_files: hasIntermediate
      ? [
          {
            type: 'intermediate',
            path: `${jobId}/02_asr/chunks.json`,
            retained: random.happens(0.5),
            reason: 'for debugging',
            size_bytes: random.int(1_000, 90_000),
          },
        ]
      : [],
    resources: {
      cpu_percent: Math.round(random.normal(70, 12)),
      memory_mb: Math.round(random.normal(900, 200)),
      gpu_used: stage === 'asr',
    },
    errors: isFailed
      ? [
          {
            timestamp: at,
            message: 'CUDA out of memory',
            exception_type: 'RuntimeError',
            exception_detail: 'CUDA out of memory. Tried to allocate 2.00 GiB',
          },
        ]
      : [],
    warnings: random.happens(0.1) ? [{ timestamp: at, message: 'low volume' }] : [],
    cost: stage === 'asr' ? { calls: 1, usd: Math.round(seconds * 0.0004 * 1e6) / 1e6, seconds } : null,
  };
}
