import type { RunProfile, RunSegment, RunSettings } from '../recorders/analysis/alignmentInput.ts';
import type { RunStats } from '../recorders/analysis/runStats.ts';

/**
 * A run over the Throne Verse, reckoned by hand. The first segment is the one of the document.
 *
 * | idx | start | end | duration | words | phonemes | confidence |
 * |---|---|---|---|---|---|---|
 * | 1 | 0.512 | 3.841 | 3.329 | 5 | 42 | 0.87 |
 * | 2 | 4.341 | 9.341 | 5.000 | 8 | 70 | 0.93 |
 * | 3 | 10.441 | 17.112 | 6.671 | 17 | 113 | 0.60 |
 * | 4 | 18.000 | 20.000 | 2.000 | 0 | 12 | 0 |
 *
 * Matched are 1 to 3: segment 4 has no words, and so counts for the confidence alone.
 * - speech 3.329 + 5 + 6.671 = 15 s; words 5 + 8 + 17 = 30; 30 / (15 / 60) = 120 words a minute
 * - phonemes 42 + 70 + 113 = 225; 225 / 15 = 15 a second
 * - mean duration 15 / 3 = 5; deviations -1.671, 0, 1.671; √((1.671² + 0 + 1.671²) / 3) = 1.671 · √(2/3) = 1.364366
 * - pauses 4.341 - 3.841 = 0.5 and 10.441 - 9.341 = 1.1; mean 0.8; deviations -0.3, 0.3; √((0.09 + 0.09) / 2) = 0.3
 * - confidence above 0 in 3, not in 1; (0.87 + 0.93 + 0.60 + 0) / 4 = 0.6
 */
export const workedRun = {
  settings: { minSilenceMs: 200, minSpeechMs: 1_000, padMs: 100, asrModel: 'Base', device: 'GPU' },
  segments: [
    {
      startS: 0.512,
      endS: 3.841,
      ref: '2:255:1-2:255:5',
      confidence: 0.87,
      wordCount: 5,
      phonemeCount: 42,
    },
    {
      startS: 4.341,
      endS: 9.341,
      ref: '2:255:6-2:255:13',
      confidence: 0.93,
      wordCount: 8,
      phonemeCount: 70,
    },
    {
      startS: 10.441,
      endS: 17.112,
      ref: '2:255:48-2:256:14',
      confidence: 0.6,
      wordCount: 17,
      phonemeCount: 113,
      missingWords: true,
    },
    {
      startS: 18,
      endS: 20,
      confidence: 0,
      wordCount: 0,
      phonemeCount: 12,
      error: 'nothing matched \u{1f614}',
    },
  ],
  profile: {
    totalTimeS: 3.2,
    vadQueueTimeS: 0.1,
    vadGpuTimeS: 0.4,
    asrGpuTimeS: 1.1,
    dpTotalTimeS: 0.7,
    tier1Retries: 2,
    tier1Passed: 1,
    tier2Retries: 1,
    tier2Passed: 0,
    reanchors: 1,
    specialMerges: 0,
  },
  stats: {
    wordsPerMinute: 120,
    phonemesPerSecond: 15,
    avgSegmentDurationS: 5,
    stdSegmentDurationS: 1.364366,
    avgPauseDurationS: 0.8,
    stdPauseDurationS: 0.3,
    segmentsPassed: 3,
    segmentsFailed: 1,
    meanConfidence: 0.6,
  },
} as const satisfies {
  settings: RunSettings;
  segments: readonly RunSegment[];
  profile: RunProfile;
  stats: RunStats;
};
