import type { StageFile, StageIntermediateFile, StageStatus } from '@parqueue/schema/presets';
import { measureArtefact } from './artefact.ts';
import { artefactPath } from './artefactPath.ts';
import { wordsOf } from './errorDetail.ts';
import type { JobContext } from './jobContext.ts';
import { createStageLog, type JobLog } from './jobLog.ts';
import { durationText, type Marker, sizeText } from './lineText.ts';
import type { StageLog } from './stageLog.ts';
import { createStageRecord, type StageRecord } from './stageRecord.ts';
import type { StageSummary } from './stageSummary.ts';
import type { Stage, StageOptions } from './stageTypes.ts';

/** A stage, with what its job asks of it. */
export interface OpenStage extends Stage {
  summary(): StageSummary;
  /** Resolves when all that was said of it is stored. */
  settled(): Promise<void>;
}

/** Begins a stage: its row says `running` from here on. */
export function beginStage(
  context: JobContext,
  name: string,
  number: number,
  options: StageOptions,
): OpenStage {
  const { jobLog, jobId } = context;
  const log = createStageLog(jobLog, name, options.level);
  jobLog.tell('begin', `Stage ${name}: STARTING`, { stage: name });
  const record = createStageRecord(context, name, number, options);
  for (const parent of options.dependsOn ?? []) record.dependOn(context.findStage(parent));

  return {
    name,
    number,
    get status() {
      return record.status;
    },
    manifest: record.manifest.row,
    log,
    ref: (artefact) => artefactPath(jobId, name, number, artefact),
    ...filesOf(context, name, number, record, log),
    ...factsOf(record, log),
    ...endsOf(name, record, log, jobLog),
    summary: record.summary,
    settled: record.manifest.settled,
  };
}

/** At each thing that is told of a stage. */
function hear(record: StageRecord, log: StageLog, what: string): void {
  record.look();
  if (record.status !== 'running') log.warn(`${what} came after the end of the stage (${record.status})`);
}

function filesOf(
  { environment, jobLog, findOutput, noteOutput }: JobContext,
  stage: string,
  stageNumber: number,
  record: StageRecord,
  log: StageLog,
): Pick<Stage, 'input' | 'output' | 'intermediate'> {
  const { manifest } = record;
  return {
    input(artefact, type, members = {}) {
      hear(record, log, 'An input');
      const { path, sizeBytes, entry } = measureArtefact(artefact, type, members, environment.sha256);
      manifest.push('inputs', entry);
      record.dependOn(findOutput(path));
      jobLog.tell('input', `Input: ${withSize(path, sizeBytes)}`, { stage });
    },
    output(artefact, type, members = {}) {
      hear(record, log, 'An output');
      const { path, sizeBytes, entry } = measureArtefact(artefact, type, members, environment.sha256);
      manifest.push('outputs', entry);
      noteOutput(path, { stage, stage_number: stageNumber, path });
      jobLog.tell('output', `Output: ${withSize(path, sizeBytes)}`, { stage });
    },
    intermediate(artefact, about) {
      const { retained, reason, ...members } = { ...about };
      hear(record, log, 'An intermediate file');
      const { path, entry } = measureArtefact(artefact, 'intermediate', members, environment.sha256);
      const whole = (file: StageFile) =>
        ({ ...file, retained: retained === true, reason: String(reason) }) as StageIntermediateFile;
      manifest.push('intermediate_files', entry.then(whole));
      log.debug(`Intermediate: ${path} - ${retained ? 'retained' : 'not retained'} - ${reason}`);
    },
  };
}

const withSize = (path: string, sizeBytes: number | null): string =>
  sizeBytes === null ? path : `${path} (${sizeText(sizeBytes)})`;

function factsOf(
  record: StageRecord,
  log: StageLog,
): Pick<Stage, 'setConfig' | 'addConfig' | 'metadata' | 'error' | 'warn' | 'cost' | 'resources'> {
  return {
    setConfig(values) {
      hear(record, log, 'A configuration');
      log.debug('Configuration', record.setConfig(values));
    },
    addConfig(key, value) {
      hear(record, log, 'A configuration');
      log.debug(`Configuration: ${key}`, record.addConfig(key, value));
    },
    metadata(values) {
      hear(record, log, 'Metadata');
      record.addMetadata(values);
    },
    error(message, thrown) {
      hear(record, log, 'An error');
      const { exception_type, exception_detail } = record.addError(message, thrown);
      log.error(wordsOf(message), exception_type === null ? undefined : { exception_type, exception_detail });
      logStack(thrown, log);
    },
    warn(message) {
      hear(record, log, 'A warning');
      record.addWarning(message);
      log.warn(wordsOf(message));
    },
    cost(spent) {
      hear(record, log, 'A cost');
      record.addCost(spent);
    },
    resources(values) {
      hear(record, log, 'A resource');
      record.addResources(values);
    },
  };
}

function endsOf(
  name: string,
  record: StageRecord,
  log: StageLog,
  jobLog: JobLog,
): Pick<Stage, 'success' | 'fail' | 'skip'> {
  const tell = (marker: Marker, message: string, level: 'INFO' | 'ERROR' = 'INFO') =>
    jobLog.tell(marker, `Stage ${name}: ${message}`, { stage: name, level });
  const took = () => durationText(record.durationS);

  /** Of a stage that ended already: nothing but a warning. */
  const endAgain = (as: StageStatus): Promise<void> => {
    log.warn(`Its end as ${as} came after the end of the stage (${record.status}), and changes nothing`);
    return record.manifest.settled();
  };

  return {
    success(extras = {}) {
      if (record.status !== 'running') return endAgain('success');
      const ended = record.end('success', extras);
      tell('done', `COMPLETED (${took()})`);
      return ended;
    },
    fail(problem, extras = {}) {
      if (record.status !== 'running') return endAgain('failed');
      const words = wordsOf(problem);
      if (typeof problem !== 'string') record.addError(words, problem);
      else if (record.summary().errors.length === 0) record.addError(words);
      const ended = record.end('failed', { error_message: words, ...extras });
      tell('failed', `FAILED (${took()}): ${words}`, 'ERROR');
      logStack(problem, log);
      return ended;
    },
    skip(reason, extras = {}) {
      if (record.status !== 'running') return endAgain('skipped');
      const ended = record.end('skipped', { reason, ...extras });
      tell('skipped', `SKIPPED (${reason})`);
      return ended;
    },
  };
}

function logStack(thrown: unknown, log: StageLog): void {
  if (thrown instanceof Error && thrown.stack) log.debug(thrown.stack);
}
