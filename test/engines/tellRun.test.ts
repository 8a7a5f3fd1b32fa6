import { expect, test, vi } from 'vitest';
import type { TestReport } from '../../scripts/testing/runVitest.ts';
import { tellRun } from './tellRun.ts';

vi.spyOn(console, 'log').mockImplementation(() => {});
vi.mock('./differences.ts', async (original) => {
  const differences = { firefox: [{ file: 'a.test.ts', title: 'known', reason: 'why' }], webkit: [] };
  const find = (_: string, file: string, title: string) =>
    differences.firefox.find((one) => one.file === file && title.startsWith(one.title));
  return { ...(await original<object>()), differences, findDifference: find, filesLeftOut: () => [] };
});

const root = new URL('../../', import.meta.url).pathname;

const reportOf = (...tests: [title: string, status: string][]): TestReport => ({
  testResults: [
    {
      name: `${root}a.test.ts`,
      status: 'passed',
      assertionResults: tests.map(([title, status]) => ({ title, status })),
    },
  ],
});

test('a test that is skipped for a reason is counted and named with it', () => {
  const report = reportOf(['known to differ', 'skipped'], ['another', 'passed']);
  expect(tellRun('firefox', report, true)).toEqual({
    summary: '1 passed, 0 failed, 1 skipped',
    isRight: true,
  });
  expect(console.log).toHaveBeenCalledWith(
    expect.stringMatching(/firefox skips a.test.ts: known to differ\s+why/),
  );
});

test('a test that is skipped for no reason that is written down fails the run', () => {
  const report = reportOf(['known to differ', 'skipped'], ['another', 'pending']);
  expect(tellRun('firefox', report, true)).toMatchObject({ isRight: false });
});

test('a reason that belongs to no test fails a run of all files, and no other', () => {
  const report = reportOf(['another', 'passed']);
  expect(tellRun('firefox', report, true)).toMatchObject({ isRight: false });
  expect(tellRun('firefox', report, false)).toMatchObject({ isRight: true });
});

test('a run without a report is none', () => {
  expect(tellRun('firefox', undefined, true)).toMatchObject({ isRight: false });
});
