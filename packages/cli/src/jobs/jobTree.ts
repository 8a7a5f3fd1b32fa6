import { logText } from '../lines/logLine.ts';
import type { FoundLine } from '../lines/readLines.ts';
import { safeName } from '../output/safeName.ts';
import type { InnerPath } from '../output/writeInside.ts';
import { zonedText } from '../windows/zonedTime.ts';
import { type StageRecord, stageFolder } from './stageRecord.ts';

/** A file of an exported job. */
export interface TreeFile {
  readonly path: InnerPath;
  readonly text: string;
}

export interface JobTree {
  readonly jobId: string;
  readonly stages: readonly StageRecord[];
  /** All lines of the job, in order. */
  readonly lines: readonly FoundLine[];
  /** The zone of times in logs and in the name of the log. */
  readonly tz: string;
}

/**
 * The files of a job: `<job>/logs/99_pipeline_<time>.log` with every line but details, and for each stage `NN_stage/stage.log`,
 * `manifest.json` and `metadata.json`. Lines of a stage without a manifest are in `logs/<stage>.log`.
 */
export function jobTree({ jobId, stages, lines, tz }: JobTree): TreeFile[] {
  const job = safeName(jobId);
  const text = (own: readonly FoundLine[]): string =>
    own.map((line) => `${logText(line, { tz })}\n`).join('');
  const begins = [...stages.map(({ startedAt }) => startedAt), ...lines.map(({ time }) => time?.getTime())];
  const start = Math.min(...begins.filter((at) => at !== undefined));
  const stamp = Number.isFinite(start)
    ? zonedText(start, tz).replace(/[-:]/g, '').replace(' ', '_')
    : 'unknown';
  const folders = new Set<string>();
  const stageFiles = stages.flatMap((stage): TreeFile[] => {
    const folder = freeName(safeName(stageFolder(stage)), folders);
    return [
      { path: [job, folder, 'stage.log'], text: text(lines.filter((line) => line.stage === stage.stage)) },
      { path: [job, folder, 'manifest.json'], text: jsonText(manifestOf(stage)) },
      { path: [job, folder, 'metadata.json'], text: jsonText(stage.metadata ?? {}) },
    ];
  });
  const known = new Set(stages.map(({ stage }) => stage));
  const others = Map.groupBy(
    lines.filter(({ stage }) => stage !== null && !known.has(stage)),
    ({ stage }) => stage ?? '',
  );
  return [
    {
      path: [job, 'logs', `99_pipeline_${stamp}.log`],
      text: text(lines.filter(({ level }) => level !== 'DEBUG')),
    },
    ...stageFiles,
    ...[...others].map(
      ([stage, own]): TreeFile => ({
        path: [job, 'logs', `${safeName(stage)}.log`],
        text: text(own),
      }),
    ),
  ];
}

/** Stages that ran twice have a folder each; names that differ by case alone are one name on many disks. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let i = 2; taken.has(free.toLowerCase()); i++) free = `${name}-${i}`;
  taken.add(free.toLowerCase());
  return free;
}

/** The manifest of a stage, as `manifest.json` has it; what a stage of other pipelines does not have comes last. */
export function manifestOf(stage: StageRecord): Readonly<Record<string, unknown>> {
  const isoOf = (atMs: number | undefined): string | null =>
    atMs === undefined ? null : new Date(atMs).toISOString();
  return {
    stage: stage.stage,
    stage_number: stage.number ?? null,
    timestamp: isoOf(stage.startedAt),
    status: stage.status,
    duration_seconds: stage.durationS,
    completed_at: isoOf(stage.endedAt),
    inputs: stage.inputs,
    outputs: stage.outputs,
    intermediate_files: stage.intermediates,
    config: stage.config ?? {},
    resources: stage.resources ?? {},
    errors: stage.errors,
    warnings: stage.warnings,
    job_id: stage.jobId,
    parents: stage.parents,
    cost: stage.cost ?? null,
  };
}

const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
