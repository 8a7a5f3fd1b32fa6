import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { expectBalanced, numbersOf, statsOf, upTo } from '../support/tabAccount.ts';

let tabUrl: string;

beforeAll(async () => {
  const relay = await commands.openStack(location.origin);
  await commands.openLifeBrowser();
  tabUrl = `${location.origin}/tab.html?relay=${encodeURIComponent(relay)}&workerUrl=/test/support/deedWorker.ts`;
}, 60_000);

afterAll(() => commands.closeStack(), 60_000);

/** Rows that nothing has confirmed, while the worker can take no message. */
async function sayWhileBusy(name: string, label: string, from: number): Promise<void> {
  await commands.inTab(name, 'inWorker', 'busy');
  await commands.inTab(name, 'appendUnstored', label, from, 20);
}

async function expectOnce(name: string, label: string, count: number): Promise<void> {
  await commands.inTab(name, 'flush', 'committed');
  expect(await numbersOf(label)).toEqual(upTo(count));
  expectBalanced(await statsOf(name));
}

test('[SD8] [R1] [R3] a tab that is hidden, frozen and looked at again, rows unstored and the worker busy each time: each row arrives once', async () => {
  await commands.openTab('hidden', tabUrl);
  await commands.inTab('hidden', 'append', 'hidden', 0, 1);
  for (let round = 0; round < 3; round++) {
    await sayWhileBusy('hidden', 'hidden', 1 + 20 * round);
    await commands.hideTab('hidden');
    if (round > 0) await commands.freezeTab('hidden');
    if (round > 0) await commands.thawTab('hidden');
    await commands.showTab('hidden');
  }
  expect(await commands.inTab('hidden', 'freezes')).toBe(2);
  await expectOnce('hidden', 'hidden', 61);
  await commands.closeTab('hidden');
}, 60_000);

test('[SD8] [R1] [R3] a tab that is frozen with rows unstored and never goes on: the next visit delivers each once', async () => {
  await commands.openTab('frozen', tabUrl);
  await commands.inTab('frozen', 'append', 'frozen', 0, 1);
  await sayWhileBusy('frozen', 'frozen', 1);
  await commands.hideTab('frozen');
  await commands.freezeTab('frozen');
  await commands.closeTab('frozen');
  await commands.openTab('later', tabUrl);
  await expectOnce('later', 'frozen', 21);
  await commands.closeTab('later');
}, 60_000);

test('[SD8] [R1] [R3] a page that is left with rows unstored and come back to, several times, is the one it was, and each row of it arrives once', async () => {
  await commands.openTab('returning', tabUrl);
  await commands.inTab('returning', 'append', 'returning', 0, 1);
  for (let round = 0; round < 3; round++) {
    await commands.leaveBySaying(
      'returning',
      'returning',
      1 + 20 * round,
      round === 0 ? '/elsewhere.html' : 'forward',
    );
    await commands.goInTab('returning', 'back');
    expect(await commands.inTab('returning', 'returns')).toBe(round + 1);
  }
  await expectOnce('returning', 'returning', 61);
  await commands.closeTab('returning');
}, 60_000);

test('[SD8] [R1] [R3] a page that is left while the worker is busy, and come back to as it was or anew: each row arrives once', async () => {
  await commands.openTab('busy', tabUrl);
  await commands.inTab('busy', 'append', 'busy', 0, 1);
  for (let round = 0; round < 2; round++) {
    await sayWhileBusy('busy', 'busy', 1 + 20 * round);
    await commands.leaveTab('busy', `${location.origin}/elsewhere.html`);
    await commands.goInTab('busy', 'back');
    await commands.inTab('busy', 'append', `again`, round, 1);
  }
  await expectOnce('busy', 'busy', 41);
  expect(await numbersOf('again')).toEqual(upTo(2));
  await commands.closeTab('busy');
}, 60_000);

test('[SD8] [R1] [R3] a page that is left for good with rows unstored and the worker busy: another tab delivers each once', async () => {
  await commands.openTab('gone', tabUrl);
  await commands.inTab('gone', 'append', 'gone', 0, 1);
  await sayWhileBusy('gone', 'gone', 1);
  await commands.leaveTab('gone', 'about:blank');
  await commands.openTab('next', tabUrl);
  await expectOnce('next', 'gone', 21);
  await commands.closeTab('gone');
  await commands.closeTab('next');
}, 60_000);

test('[SD13] [R2] the first visit ever, two seconds long: its rows arrive, at once or with the next visit', async () => {
  await commands.closeLifeBrowser();
  await commands.openLifeBrowser();
  await commands.openTab('short', tabUrl);
  await commands.inTab('short', 'appendUnstored', 'short', 0, 5);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await commands.inTab('short', 'appendUnstored', 'short', 5, 5);
  await commands.closeTab('short');
  await commands.openTab('second', tabUrl);
  await expectOnce('second', 'short', 10);
}, 60_000);
