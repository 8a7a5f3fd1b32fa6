import { alignment, recitation, recitationError } from '@parqueue/schema/presets';
import { createLogger } from '@parqueue/sdk';
import {
  type Analysis,
  type AnalysisFailure,
  createAlignmentRecorder,
  createAnalysisRecorder,
  type EarlierRuns,
  type RunProfile,
  type RunSegment,
  type RunSettings,
  type SegmentWords,
} from '@parqueue/sdk/analysis';

/** A run as a test gives it. */
export interface GivenRun {
  readonly settings: RunSettings;
  readonly segments: readonly RunSegment[];
  readonly profile?: RunProfile;
}

const log = createLogger({
  relay: new URL(location.href).searchParams.get('relay') ?? '',
  dataset: 'recitations',
  tables: { recitations: recitation, errors: recitationError, runs: alignment },
  flushEvery: '1s',
});
const problems: string[] = [];
const onProblem = (problem: string) => void problems.push(problem);
const analyses = createAnalysisRecorder({ recitations: log.recitations, errors: log.errors }, { onProblem });
const alignments = createAlignmentRecorder(log.runs, { onProblem });

/** Half a second of a tone. */
async function encodeTone() {
  const samples = Float32Array.from({ length: 8_000 }, (_, i) => Math.sin(i / 8) / 2);
  const [clip] = await log.encode(samples, { sampleRate: 16_000 });
  if (clip === undefined) throw new Error('nothing was encoded');
  return clip;
}

const lab = {
  /** Logs analyses, the first one with sound, and errors; resolves once all are in the dataset. */
  async logAnalyses(given: readonly Analysis[], failures: readonly AnalysisFailure[]): Promise<void> {
    const clip = await encodeTone();
    for (const [i, analysis] of given.entries())
      analyses.logAnalysis(i === 0 ? { ...analysis, audio: clip } : analysis);
    for (const failure of failures) analyses.logError(failure);
    await log.flush({ until: 'committed' });
  },
  /** Logs an upload and its runs in one visit, before anything is sent. */
  async align(runs: readonly GivenRun[]): Promise<string> {
    const upload = alignments.start(await encodeTone());
    for (const { settings, segments, profile } of runs) upload.addRun(settings, segments, profile);
    await log.flush({ until: 'committed' });
    return upload.row.rowId;
  },
  /** Adds a run to an upload of an earlier visit. */
  async addRun(rowId: string, { settings, segments, profile }: GivenRun, earlier?: EarlierRuns) {
    const result = await alignments.row(rowId, earlier).addRun(settings, segments, profile).applied;
    await log.flush({ until: 'committed' });
    return result;
  },
  async setWords(rowId: string, words: readonly SegmentWords[]) {
    const result = await alignments.row(rowId).setWordTimestamps(words);
    await log.flush({ until: 'committed' });
    return result;
  },
  fail: (rowId: string, message: string) => alignments.row(rowId).fail(new Error(message)),
  problems: () => problems,
  stats: () => log.stats(),
};

export type Lab = typeof lab;
Object.assign(window, { lab });
