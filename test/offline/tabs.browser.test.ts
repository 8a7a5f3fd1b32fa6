import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { expectBalanced, numbersOf, statsOf, upTo } from '../support/tabAccount.ts';

let tabUrl: string;

beforeAll(async () => {
  await commands.openStack(location.origin);
  await commands.openLifeBrowser();
  tabUrl = `${location.origin}/tab.html?relay=${encodeURIComponent(await commands.openDoor())}`;
}, 60_000);

afterAll(() => commands.closeStack(), 60_000);

/** A tab that holds the flush lock, its request to the relay under way for ever. */
async function openHolder(label: string): Promise<void> {
  await commands.setDoor('hang');
  await commands.openTab('holder', tabUrl);
  await commands.inTab('holder', 'append', label, 0, 20);
  await commands.waitForHanging();
}

test.each([2, 3, 5])(
  '[R1] [R3] %i tabs that append while the relay fails and comes back: each row arrives once',
  async (count) => {
    const names = upTo(count).map((n) => `tab ${n} of ${count}`);
    await commands.setDoor('fail');
    for (const name of names) await commands.openTab(name, tabUrl);
    await Promise.all(names.map((name) => commands.inTab(name, 'append', name, 0, 100)));
    await Promise.all(names.map((name) => commands.inTab(name, 'appendUnstored', name, 100, 50)));
    await commands.setDoor('pass');
    await Promise.all(names.map((name) => commands.inTab(name, 'flush', 'committed')));
    for (const name of names) expect(await numbersOf(name)).toEqual(upTo(150));
    for (const name of names) expectBalanced(await statsOf(name));
    for (const name of names) await commands.closeTab(name);
  },
  60_000,
);

test.each(['asks for it before', 'asks for it after'])(
  '[SD24] [R3] a tab that went into the cache of the way back with the flush lock in its hands holds up no other that %s',
  async (when) => {
    await openHolder(`cached ${when}`);
    await commands.openTab('free', tabUrl);
    await commands.inTab('free', 'append', `beside cached ${when}`, 0, 20);
    let flushed = when === 'asks for it before' ? commands.inTab('free', 'flush', 'accepted') : undefined;
    await commands.leaveTab('holder', 'about:blank');
    await commands.setDoor('pass');
    const began = performance.now();
    flushed ??= commands.inTab('free', 'flush', 'accepted');
    await flushed;
    console.log(
      `a lock in the cache of the way back: one that ${when} sends after ${Math.round(performance.now() - began)} ms`,
    );
    await commands.goInTab('holder', 'back');
    await commands.inTab('holder', 'flush', 'committed');
    expect(await numbersOf(`cached ${when}`)).toEqual(upTo(20));
    expect(await numbersOf(`beside cached ${when}`)).toEqual(upTo(20));
    expectBalanced(await statsOf('free'));
    await commands.closeTab('holder');
    await commands.closeTab('free');
  },
  60_000,
);

test('[SD24] [R3] a tab that crashes with the flush lock in its hands holds up no other, which sends its rows, too', async () => {
  await commands.openTab('free', tabUrl);
  await openHolder('crashed');
  await commands.inTab('free', 'append', 'beside crashed', 0, 20);
  const flushed = commands.inTab('free', 'flush', 'accepted');
  await commands.setDoor('pass');
  const began = performance.now();
  await commands.crashTab('holder');
  await flushed;
  console.log(`a lock of a crashed tab: others send after ${Math.round(performance.now() - began)} ms`);
  await commands.inTab('free', 'flush', 'committed');
  expect(await numbersOf('crashed')).toEqual(upTo(20));
  expect(await numbersOf('beside crashed')).toEqual(upTo(20));
  expectBalanced(await statsOf('free'));
  await commands.closeTab('free');
}, 60_000);
