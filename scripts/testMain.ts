import { countTests, formatCounts, type Report } from './testing/countTests.ts';
import { provideTools } from './testing/provideTools.ts';
import { runVitest } from './testing/runVitest.ts';

provideTools();
process.exitCode = await runTests(process.argv.slice(2));
// The channel to the process that started this one would keep both alive.
if (process.connected) process.disconnect();

/** Runs vitest with these arguments (`--project node`, a part of a file name, `-t` and a title), then says how many tests did what. */
async function runTests(args: readonly string[]): Promise<number> {
  const { code, report } = await runVitest(args);
  tell(code, report);
  return code;
}

/** Nothing is told when vitest made no report: it was asked for its help, or was interrupted. */
function tell(code: number, report: Report | undefined): void {
  if (report === undefined) return;
  const counts = countTests(report);
  if (code !== 0 && counts.failed === 0) {
    console.log(`vitest ended with ${code} although no test failed: the reason stands above.`);
  }
  console.log(formatCounts(counts));
}
