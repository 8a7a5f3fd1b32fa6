import { relative } from 'node:path';
import { countTests, formatCounts } from '../../scripts/testing/countTests.ts';
import type { TestReport } from '../../scripts/testing/runVitest.ts';
import { type Difference, differences, type EngineName, findDifference } from './differences.ts';

const ROOT = `${import.meta.dirname}/../..`;

/**
 * Prints each test that was skipped with its reason. It is not right that one is skipped for no reason that is written down, or, where
 * all files ran, that a reason belongs to no test.
 */
export function tellRun(
  engine: EngineName,
  report: TestReport | undefined,
  isWhole: boolean,
): { summary: string; isRight: boolean } {
  if (report === undefined) return { summary: 'vitest made no report', isRight: false };
  const used = new Set<Difference>();
  let isRight = true;
  for (const { file, title } of skippedTests(report)) {
    const difference = findDifference(engine, file, title);
    if (difference === undefined) isRight = false;
    else used.add(difference);
    console.log(
      `${engine} skips ${file}: ${title}\n    ${difference?.reason ?? 'for no reason that is known'}`,
    );
  }
  for (const { file, title } of isWhole ? differences[engine].filter((one) => !used.has(one)) : []) {
    isRight = false;
    console.log(`${engine}: no test was skipped for ${file} ${title ?? ''}; strike it from differences.ts`);
  }
  return { summary: formatCounts(countTests(report)), isRight };
}

const skippedTests = ({ testResults }: TestReport) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .map(({ title }) => ({ file: relative(ROOT, name), title })),
  );
