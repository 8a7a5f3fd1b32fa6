import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import { pageMarks } from '../../packages/sdk/src/browser/pageMarks.ts';
import { type MarkedLife, openMarksContract } from '../../packages/sdk/src/recorders/openMarks.contract.ts';
import type { LeftMark } from '../../packages/sdk/src/recorders/openMarks.ts';

let tabCount = 0;

/** A life in a page of its own, which is closed at its end. */
async function openLife(name: string, end: (tab: string) => Promise<void> = closeTab): Promise<MarkedLife> {
  const tab = `marks ${tabCount++}`;
  await commands.openTab(tab, urlOf(name));
  return {
    put: (id, value) => commands.inTab(tab, 'put', id, value),
    remove: (id) => commands.inTab(tab, 'remove', id),
    takeLeft: () => commands.inTab(tab, 'takeLeft') as Promise<LeftMark[]>,
    end: () => end(tab),
  };
}

const closeTab = (tab: string) => commands.closeTab(tab);
const urlOf = (name: string) => `${location.origin}/marks.html?name=${encodeURIComponent(name)}`;

openMarksContract('of pages', (name) => openLife(name));

describe('in a browser as a person has it', () => {
  beforeAll(() => commands.openLifeBrowser(), 60_000);
  afterAll(() => commands.closeLifeBrowser(), 60_000);

  test('[SG1] what a page had open that crashed is given to the next one', async () => {
    const name = `crash ${Date.now()}`;
    const crashing = await openLife(name, (tab) => commands.crashTab(tab));
    await crashing.put('a', '1');
    await crashing.end();
    const next = await openLife(name);
    expect(await next.takeLeft()).toEqual([{ id: 'a', value: '1' }]);
    await next.end();
  });

  test('[SG1] a page in the cache of the way back is over, and marks again what it has open when it is back', async () => {
    const name = `cached ${Date.now()}`;
    await commands.openTab('cached', urlOf(name));
    await commands.inTab('cached', 'put', 'a', '1');
    await commands.inTab('cached', 'put', 'b', '2');
    await commands.openTab('other', urlOf(name));
    await commands.leaveTab('cached', `${location.origin}/elsewhere.html`);
    const taken = (await commands.inTab('other', 'takeLeft')) as LeftMark[];
    expect(taken.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    await commands.goInTab('cached', 'back');
    expect(await commands.inTab('cached', 'returns')).toBe(1);
    expect(await commands.inTab('other', 'takeLeft')).toEqual([]);
    await commands.inTab('cached', 'remove', 'a');
    await commands.closeTab('cached');
    expect(await commands.inTab('other', 'takeLeft')).toEqual([{ id: 'b', value: '2' }]);
    expect(await commands.inTab('other', 'keys')).toEqual([]);
    await commands.closeTab('other');
  });

  test('[SG1] a page that has ended all that it began is kept for the way back', async () => {
    const name = `ended ${Date.now()}`;
    await commands.openTab('ended', urlOf(name));
    await commands.inTab('ended', 'put', 'a', '1');
    await commands.inTab('ended', 'remove', 'a');
    await commands.leaveTab('ended', `${location.origin}/elsewhere.html`);
    await commands.goInTab('ended', 'back');
    expect(await commands.inTab('ended', 'returns')).toBe(1);
    await commands.inTab('ended', 'put', 'b', '2');
    await commands.closeTab('ended');
    const next = await openLife(name);
    expect(await next.takeLeft()).toEqual([{ id: 'b', value: '2' }]);
    await next.end();
  });
});

describe('where the browser keeps nothing', () => {
  async function withStorage(storage: PropertyDescriptor, work: () => Promise<void>): Promise<void> {
    const own = Object.getOwnPropertyDescriptor(window, 'localStorage') as PropertyDescriptor;
    Object.defineProperty(window, 'localStorage', { ...storage, configurable: true });
    try {
      await work();
    } finally {
      Object.defineProperty(window, 'localStorage', own);
    }
  }

  async function tryAll(): Promise<void> {
    const marks = pageMarks('nothing kept');
    marks.put('a', '1');
    marks.put('b', '2');
    marks.remove('a');
    marks.remove('never');
    expect(await marks.takeLeft()).toEqual([]);
  }

  const refuse = (name: string) => () => {
    throw new DOMException('not here', name);
  };

  test('[SG2] blocked storage gives no marks and no error', () =>
    withStorage({ get: refuse('SecurityError') }, tryAll));

  test('[SG2] a full storage gives no marks and no error', () => {
    const full = { length: 0, key: () => null, getItem: () => null, setItem: refuse('QuotaExceededError') };
    return withStorage({ value: { ...full, removeItem: () => {} } }, tryAll);
  });
});
