import type { AlignmentRun } from '@parqueue/schema/presets';
import type { RunStats } from './runStats.ts';

/** A run in a few lines, for the console. */
export function summarizeRun(run: AlignmentRun, stats: RunStats): string {
  const { min_silence_ms, min_speech_ms, pad_ms, asr_model, segments } = run;
  const long = segments.filter(({ undersegmented }) => undersegmented).map(({ idx }) => idx);
  const lines = [
    `run: ${asr_model}, silence ${min_silence_ms} ms, speech ${min_speech_ms} ms, pad ${pad_ms} ms`,
    `segments: ${segments.length}, ${stats.segmentsPassed} passed, ${stats.segmentsFailed} failed, mean confidence ${shown(stats.meanConfidence, 2)}`,
    `speed: ${shown(stats.wordsPerMinute, 1)} words/min, ${shown(stats.phonemesPerSecond, 1)} phonemes/s`,
    `segment: ${shown(stats.avgSegmentDurationS, 2)} s ± ${shown(stats.stdSegmentDurationS, 2)} s`,
    `pause: ${shown(stats.avgPauseDurationS, 2)} s ± ${shown(stats.stdPauseDurationS, 2)} s`,
    ...(long.length > 0 ? [`undersegmented: ${long.join(', ')}`] : []),
  ];
  return lines.join('\n');
}

const shown = (value: number | null, decimals: number): string =>
  value === null ? '–' : value.toFixed(decimals);
