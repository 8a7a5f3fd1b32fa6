import type { playHistory } from '@parqueue/schema/presets';
import type { TableDoor } from '@parqueue/sdk';
import { describe, expect, it } from 'vitest';
import { createLogList } from './logList.ts';
import { presentPlay } from './presentPlay.ts';
import { watchDoor } from './watchDoor.ts';

const PLAYED = { title: 'Canon', artist: 'Forks', started_at: 1000, expected_duration_seconds: 12 };

describe('a play in words', () => {
  it.each([
    ['open', {}, 'Playing', undefined, 0],
    [
      'ended',
      { ended_at: 9, metadata: { played_seconds: 12, end_reason: 'ended' } },
      '0:12 of 0:12 · to its end',
      undefined,
      1,
    ],
    [
      'left',
      { ended_at: 9, metadata: { played_seconds: 3, end_reason: 'page_left' } },
      '0:03 of 0:12 · the page was left',
      undefined,
      0.25,
    ],
    [
      'stalled',
      {
        ended_at: 9,
        metadata: { played_seconds: 6, stall_count: 1, stalled_seconds: 3.04, end_reason: 'ended' },
      },
      '0:06 of 0:12 · to its end',
      '1 stall, 3.0 s',
      0.5,
    ],
    [
      'failed',
      {
        ended_at: 9,
        had_errors: true,
        error_message: 'it cannot be played',
        metadata: { end_reason: 'failed' },
      },
      '0:00 of 0:12 · failed',
      'it cannot be played',
      0,
    ],
    [
      'of another reason',
      { ended_at: 9, metadata: { end_reason: 'bored' } },
      '0:00 of 0:12 · bored',
      undefined,
      0,
    ],
  ])('%s', (_, values, facts, trouble, heard) => {
    expect(presentPlay({ ...PLAYED, ...values }, true)).toEqual({
      ...{ title: 'Canon', artist: 'Forks', startedAt: 1000, isOpen: facts === 'Playing', facts, heard },
      ...(trouble === undefined ? {} : { trouble }),
    });
  });

  it('of columns that nobody wrote', () => {
    expect(presentPlay({ metadata: 7 }, false)).toMatchObject({
      ...{ title: 'Untitled', artist: '', isOpen: true, facts: 'Left open by a page that is gone' },
    });
  });
});

it('what is said through a watched door is heard, and goes through it', async () => {
  const heard: unknown[] = [];
  const told: unknown[] = [];
  const settled: string[] = [];
  const rowOf = (rowId: string) => ({
    rowId,
    set: async (values: unknown) => {
      told.push([rowId, values]);
      return { applied: true, kept: [] };
    },
  });
  const door = {
    append(values: unknown) {
      told.push(values);
      return rowOf('new');
    },
    row: rowOf,
  } as unknown as TableDoor<typeof playHistory>;
  const watched = watchDoor(door, {
    note: (...news) => void heard.push(news),
    settled: (rowId) => void settled.push(rowId),
  });
  const row = watched.append({ title: 'Canon' });
  expect(await row.set({ error_count: 1 })).toEqual({ applied: true, kept: [] });
  await watched.row('old').set({ error_count: 2 });
  expect(heard).toEqual([
    ['new', { title: 'Canon' }],
    ['new', { error_count: 1 }],
    ['old', { error_count: 2 }],
  ]);
  expect(settled).toEqual(['new', 'old']);
  expect(told).toEqual([{ title: 'Canon' }, ['new', { error_count: 1 }], ['old', { error_count: 2 }]]);
});

it('the list has what was logged, newest first, and keeps it for the next visit', () => {
  const texts = new Map([['log', '[{"rowId":"old","values":{},"state":{"kind":"stored"}},7]']]);
  const storage = {
    read: (key: string) => texts.get(key),
    write: (key: string, text: string) => void texts.set(key, text),
  };
  const list = createLogList(storage, 'log');
  let changes = 0;
  list.onChange(() => changes++);
  list.note('new', { title: 'Canon' });
  list.setState('new', { kind: 'stored' });
  list.setState('new', { kind: 'stored' });
  list.setState('unheard', { kind: 'stored' });
  list.note('new', { ended_at: 5 });
  expect(changes).toBe(3);
  expect(createLogList(storage, 'log').entries()).toEqual([
    { rowId: 'new', values: { title: 'Canon', ended_at: 5 }, state: { kind: 'saving' } },
    { rowId: 'old', values: {}, state: { kind: 'stored' } },
  ]);
});
