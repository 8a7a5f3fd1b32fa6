/** `npm run soak:audio -- [hours]`: a recording of two hours, faster than real time, in Chromium; fails where anything is lost or grows. */
import { provideTools } from '../../scripts/testing/provideTools.ts';
import { problemsOf } from '../support/checkLongRecording.ts';
import { openLongRecorder } from '../support/openLongRecorder.ts';

provideTools();
const audioS = Math.round(Number(process.argv[2] ?? 2) * 3600);
const recorder = await openLongRecorder();
const startedAt = performance.now();
try {
  const recording = await recorder.record({
    recordingId: 'long',
    audioS,
    markEveryS: Math.min(300, audioS / 9),
    isChecked: true,
  });
  const tookS = (performance.now() - startedAt) / 1000;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  for (const { audioS: atS, residentBytes, scriptBytes } of recording.marks) {
    console.log(
      `${(atS / 60).toFixed(0).padStart(4)} min  process ${megabytes(residentBytes)}  scripts ${megabytes(scriptBytes)}`,
    );
  }
  const sizeBytes = recording.files.reduce((sum, file) => sum + file.length, 0);
  console.log(
    `${recording.clips.length} clips, ${megabytes(sizeBytes)}; recorded and checked at ${(audioS / tookS).toFixed(0)} × real time; stop took ${recording.stopMs.toFixed(0)} ms`,
  );
  const problems = problemsOf(recording, audioS);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await recorder.close();
}
