import type { AlignmentRun, AlignmentSegment, WordTimestamps } from '@parqueue/schema/presets';
import { ayahSpan, parseQuranRef, quranRefProblem } from './quranRef.ts';

/** What is doubtful about a run, in words. It is logged as it was given all the same. */
export function runProblems(run: AlignmentRun, surah: number | undefined): string[] {
  return [
    ...(surah === undefined ? [] : [quranRefProblem(String(surah))].flatMap((problem) => problem ?? [])),
    ...run.segments.flatMap((segment) =>
      segmentProblems(segment).map((problem) => `segment ${segment.idx}: ${problem}`),
    ),
  ];
}

function segmentProblems(segment: AlignmentSegment): string[] {
  const { start, end, confidence, ref, word_count, ayah_span, special_type } = segment;
  const problems: string[] = [];
  if (!(start >= 0 && end >= start)) problems.push(`goes from ${start} s to ${end} s`);
  if (!(confidence >= 0 && confidence <= 1))
    problems.push(`expected a confidence of 0 to 1, got ${confidence}`);
  if (ref === '' && word_count > 0 && special_type === null)
    problems.push(`has ${word_count} words and no reference`);
  if (ref === '') return problems;
  const problem = quranRefProblem(ref);
  if (problem !== undefined) return [...problems, problem];
  const parsed = parseQuranRef(ref);
  if (parsed.start.word === undefined)
    problems.push(`reference "${ref}": expected words, as in 2:255:1-2:255:5`);
  const span = ayahSpan(parsed);
  if (span !== ayah_span) problems.push(`reference "${ref}" spans ${span} ayahs, not ${ayah_span}`);
  return problems;
}

/** What is doubtful about timed words. */
export function wordProblems(timestamps: readonly WordTimestamps[]): string[] {
  return timestamps.flatMap(({ segment_idx, ref, words }) => {
    const refProblem = ref === '' ? undefined : quranRefProblem(ref);
    const wrong = words.filter(({ start, end }) => !(start >= 0 && end >= start));
    return [
      ...(refProblem === undefined ? [] : [refProblem]),
      ...wrong.map(({ word, start, end }) => `"${word}" goes from ${start} s to ${end} s`),
    ].map((problem) => `words of segment ${segment_idx}: ${problem}`);
  });
}
