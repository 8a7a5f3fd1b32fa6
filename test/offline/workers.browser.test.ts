import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { expectBalanced, numbersOf, statsOf, upTo } from '../support/tabAccount.ts';

let query: string;

beforeAll(async () => {
  query = `?relay=${encodeURIComponent(await commands.openStack(location.origin))}`;
}, 60_000);

afterEach(() => commands.closeTab('tab'));
afterAll(() => commands.closeStack(), 60_000);

const open = (path: string, worker?: string) =>
  commands.openTab('tab', `${location.origin}${path}${query}${worker ? `&workerUrl=${worker}` : ''}`);

async function expectOnce(label: string, count: number): Promise<void> {
  await commands.inTab('tab', 'flush', 'committed');
  expect(await numbersOf(label)).toEqual(upTo(count));
  expectBalanced(await statsOf('tab'));
}

test.each(['broken', 'gone', 'stuck'])(
  '[SD26] [R2] [R3] a worker that is %s is followed by one more, then by the page; each row arrives once, each step is told',
  async (deed) => {
    await open('/tab.html', '/test/support/deedWorker.ts');
    await commands.inTab('tab', 'append', deed, 0, 10);
    for (let death = 0; death < 2; death++) {
      await commands.inTab('tab', 'inWorker', deed);
      await commands.inTab('tab', 'append', deed, 10 + 10 * death, 10);
    }
    expect(await commands.inTab('tab', 'restarted')).toMatchObject([{ reason: expect.any(String) }]);
    expect(await commands.inTab('tab', 'degraded')).toMatchObject([{ part: 'worker' }]);
    expect(await commands.inTab('tab', 'workers')).toBe(2);
    expect(await commands.inTab('tab', 'where')).toBe('page');
    await expectOnce(deed, 30);
  },
  90_000,
);

test.each([
  ['is not there', '/tab.html', '/no/such/worker.js'],
  ['is a page', '/tab.html', '/elsewhere.html'],
  ['is refused by the policy of the page', '/no-worker-tab.html', undefined],
  [
    'is refused by the policy of the page, from its own address',
    '/no-worker-tab.html',
    '/test/support/deedWorker.ts',
  ],
])(
  '[SD26] [SD10] a worker that %s: the work is done on the page, and that is told',
  async (name, path, worker) => {
    await open(path, worker);
    await commands.inTab('tab', 'append', name, 0, 10);
    expect(await commands.inTab('tab', 'degraded')).toMatchObject([{ part: 'worker' }]);
    expect(await commands.inTab('tab', 'where')).toBe('page');
    await expectOnce(name, 10);
  },
  90_000,
);
