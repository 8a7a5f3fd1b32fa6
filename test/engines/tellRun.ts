import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { countTests, formatCounts } from '../../scripts/testing/countTests.ts';
import type { TestReport } from '../../scripts/testing/runVitest.ts';
import {
  type Difference,
  differences,
  type EngineName,
  filesLeftOut,
  findDifference,
} from './differences.ts';

const ROOT = `${import.meta.dirname}/../..`;

/**
 * Prints each test that was skipped, and each file that was left out, with its reason. It is not right that one is skipped for no reason
 * that is written down, or, where all files ran, that a reason belongs to no test.
 */
export function tellRun(
  engine: EngineName,
  report: TestReport | undefined,
  isWhole: boolean,
): { summary: string; isRight: boolean } {
  if (report === undefined) return { summary: 'vitest made no report', isRight: false };
  const summary = formatCounts(countTests(report));
  const { used, hasUnknown } = tellSkipped(engine, report);
  if (!isWhole) return { summary, isRight: !hasUnknown };
  const leftOut = filesLeftOut(engine);
  for (const { file, reason } of leftOut) console.log(`${engine} leaves out ${file}\n    ${reason}`);
  const stale = differences[engine].filter((one) => !isNeeded(one, used));
  for (const { file, title = '' } of stale) {
    console.log(`${engine}: nothing is skipped for ${file} ${title}; strike it from differences.ts`);
  }
  const files = leftOut.length > 0 ? `, ${leftOut.length} files left out` : '';
  return { summary: `${summary}${files}`, isRight: !hasUnknown && stale.length === 0 };
}

function tellSkipped(engine: EngineName, report: TestReport) {
  const used = new Set<Difference>();
  let hasUnknown = false;
  for (const { file, title } of skippedTests(report)) {
    const difference = findDifference(engine, file, title);
    if (difference === undefined) hasUnknown = true;
    else used.add(difference);
    console.log(
      `${engine} skips ${file}: ${title}\n    ${difference?.reason ?? 'for no reason that is known'}`,
    );
  }
  return { used, hasUnknown };
}

const isNeeded = (one: Difference, used: ReadonlySet<Difference>): boolean =>
  one.title === undefined ? existsSync(join(ROOT, one.file)) : used.has(one);

const skippedTests = ({ testResults }: TestReport) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ title }) => ({ file: relative(ROOT, name), title })),
  );
