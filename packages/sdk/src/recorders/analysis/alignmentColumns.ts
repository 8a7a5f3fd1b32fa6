import type { AlignmentRow, AlignmentRun, AlignmentSegment, WordTimestamps } from '@parqueue/schema/presets';
import type { RunProfile, RunSegment, RunSettings, SegmentWords } from './alignmentInput.ts';
import { isUndersegmented } from './isUndersegmented.ts';
import { messageOf } from './messageOf.ts';
import { ayahSpanOf, surahOf } from './quranRef.ts';
import type { RunStats } from './runStats.ts';

/** A run as it stands in the row, with what its segments left out worked out. */
export const runOf = (settings: RunSettings, segments: readonly RunSegment[]): AlignmentRun => ({
  min_silence_ms: settings.minSilenceMs,
  min_speech_ms: settings.minSpeechMs,
  pad_ms: settings.padMs,
  asr_model: settings.asrModel,
  segments: segments.map(segmentOf),
});

function segmentOf(segment: RunSegment, place: number): AlignmentSegment {
  const { startS, endS, confidence, wordCount, phonemeCount, ref = '' } = segment;
  const duration = toMicroseconds(endS - startS);
  const span = segment.ayahSpan ?? ayahSpanOf(ref) ?? 0;
  return {
    idx: segment.idx ?? place + 1,
    start: startS,
    end: endS,
    duration,
    ref,
    confidence,
    word_count: wordCount,
    ayah_span: span,
    phoneme_count: phonemeCount,
    undersegmented:
      segment.undersegmented ?? isUndersegmented({ wordCount, ayahSpan: span, durationS: duration }),
    missing_words: segment.missingWords ?? false,
    special_type: segment.specialType ?? null,
    error: segment.error ?? null,
  };
}

/** 3.841 - 0.512 is 3.329, not 3.3289999999999997. */
const toMicroseconds = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** Every column that describes the latest run; one that it says nothing of is null, so that none is left of the run before. */
export function runColumns(settings: RunSettings, run: AlignmentRun, profile: RunProfile, stats: RunStats) {
  return {
    num_segments: profile.numSegments ?? run.segments.length,
    surah: checkedSurah(profile.surah) ?? mainSurah(run.segments),
    min_silence_ms: settings.minSilenceMs,
    min_speech_ms: settings.minSpeechMs,
    pad_ms: settings.padMs,
    asr_model: settings.asrModel,
    device: settings.device ?? null,
    ...profileColumns(profile),
    ...statsColumns(stats),
    error: profile.error === undefined || profile.error === null ? null : messageOf(profile.error),
  } satisfies AlignmentRow;
}

const profileColumns = (profile: RunProfile) => ({
  total_time: profile.totalTimeS ?? null,
  vad_queue_time: profile.vadQueueTimeS ?? null,
  vad_gpu_time: profile.vadGpuTimeS ?? null,
  asr_gpu_time: profile.asrGpuTimeS ?? null,
  dp_total_time: profile.dpTotalTimeS ?? null,
  tier1_retries: profile.tier1Retries ?? null,
  tier1_passed: profile.tier1Passed ?? null,
  tier2_retries: profile.tier2Retries ?? null,
  tier2_passed: profile.tier2Passed ?? null,
  reanchors: profile.reanchors ?? null,
  special_merges: profile.specialMerges ?? null,
});

const statsColumns = (stats: RunStats) => ({
  segments_passed: stats.segmentsPassed,
  segments_failed: stats.segmentsFailed,
  mean_confidence: stats.meanConfidence,
  words_per_minute: stats.wordsPerMinute,
  phonemes_per_second: stats.phonemesPerSecond,
  avg_segment_duration: stats.avgSegmentDurationS,
  std_segment_duration: stats.stdSegmentDurationS,
  avg_pause_duration: stats.avgPauseDurationS,
  std_pause_duration: stats.stdPauseDurationS,
});

/** The words as they stand in the row. */
export const wordTimestampsOf = (segments: readonly SegmentWords[]): readonly WordTimestamps[] =>
  segments.map(({ segmentIdx, ref, words }) => ({
    segment_idx: segmentIdx,
    ref,
    words: words.map(({ word, startS, endS }) => ({ word, start: startS, end: endS })),
  }));

const checkedSurah = (surah: number | undefined): number | null =>
  surah !== undefined && surahOf(String(surah)) === surah ? surah : null;

/** The surah in which most matched segments begin; of several the one that comes first. */
function mainSurah(segments: readonly AlignmentSegment[]): number | null {
  const counts = new Map<number, number>();
  for (const { ref } of segments) {
    const surah = surahOf(ref);
    if (surah !== undefined) counts.set(surah, (counts.get(surah) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? null;
}
