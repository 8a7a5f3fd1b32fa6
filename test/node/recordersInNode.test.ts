import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlignmentRecorder, createAnalysisRecorder } from '@parqueue/sdk/analysis';
import { createErrorRecorder } from '@parqueue/sdk/errors';
import { createEventRecorder } from '@parqueue/sdk/events';
import { createLogger, folderMarks } from '@parqueue/sdk/node';
import { createPlayRecorder } from '@parqueue/sdk/plays';
import {
  alignment,
  errorLog,
  logLine,
  metricsEvent,
  playHistory,
  recitation,
  recitationError,
  stageManifest,
  systemMetric,
} from '@parqueue/sdk/presets';
import { createStageRecorder } from '@parqueue/sdk/stages';
import { afterAll, expect, test } from 'vitest';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-recorders-'));
afterAll(() => rm(root, { recursive: true, force: true }));

const tables = {
  ...{ recitations: recitation, recitationErrors: recitationError, runs: alignment, events: metricsEvent },
  ...{
    plays: playHistory,
    errors: errorLog,
    metrics: systemMetric,
    manifests: stageManifest,
    lines: logLine,
  },
};

test('[ND1] the recorders take the doors of a logger of Node as they take those of a page', async () => {
  const folder = join(root, 'dataset');
  const log = createLogger({ to: { folder }, tables });
  const marks = folderMarks(join(root, 'marks'));
  const analyses = createAnalysisRecorder({ recitations: log.recitations, errors: log.recitationErrors });
  analyses.logAnalysis({
    verseRef: '1:1',
    canonicalText: 'بِسْمِ ٱللَّهِ',
    segments: [{ segmentRef: '1:1', canonicalPhonemes: 'b i s m i', detectedPhonemes: 'b i s m' }],
    multiModel: false,
  });
  createAlignmentRecorder(log.runs);
  createEventRecorder(log.events).event('synthesis_complete', {
    ...{ document_id: 'd-7', block_idx: 4, variant_hash: '9f2c' },
    ...{ cache_hit: false, processor_route: 'local' },
  });
  await createPlayRecorder(log.plays).start({ artist: 'Nobody', title: 'Night' }).end({ reason: 'stopped' });
  createErrorRecorder({ errors: log.errors, metrics: log.metrics }).error(new Error('connection refused'));
  const stages = createStageRecorder(
    { manifests: log.manifests, lines: log.lines },
    { marks, console: 'off' },
  );
  await stages.job('job_001').run('decode', (stage) => stage.log.info('begun'));
  await log.close();
  const counts: Record<string, number> = {};
  for (const name of [
    'recitation',
    'metrics_event',
    'play_history',
    'error_log',
    'stage_manifest',
    'log_line',
  ]) {
    const [row] = await queryDataset(folder, `SELECT count(*)::INT AS rows FROM 'data/${name}/**/*.parquet'`);
    counts[name] = Number(row?.['rows']);
  }
  expect(counts).toMatchObject({ recitation: 1, metrics_event: 1, play_history: 1, error_log: 1 });
  expect(counts['log_line']).toBeGreaterThan(1);
  expect(
    (await checkDataset(folder)).problems.filter((problem) => !problem.includes('finds no file')),
  ).toEqual([]);
});
