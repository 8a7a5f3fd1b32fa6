import { expect, test } from 'vitest';
import { countTests, formatCounts } from '../../scripts/testing/countTests.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

test('tests are counted over all files, a file that does not load as a failed test', () => {
  const testResults = [
    file('passed', 'passed', 'pending'),
    file('failed', 'failed', 'passed'),
    file('failed'),
  ];
  const counts = countTests({ testResults });
  expect(counts).toEqual({ passed: 2, failed: 2, skipped: 1 });
  expect(formatCounts(counts)).toBe('2 passed, 2 failed, 1 skipped');
});

test('skipped tests are named only when there are any', () => {
  expect(formatCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
});
