import { expect, it } from 'vitest';
import { findSame, stateOf, type Upload, withRevision } from './upload.ts';
import { createUploadsModel, parseUploads } from './uploadsModel.ts';

const upload = (rowId: string, others: Partial<Upload> = {}): Upload => ({
  ...{ rowId, name: 'take.wav', durationS: 4.2, startedAt: 1, pcmSha256: rowId.repeat(4), runs: [] },
  ...{ hasWords: false, state: { kind: 'stored' }, revisions: [] },
  ...others,
});
const createMemoryStorage = () => {
  const texts = new Map<string, string>();
  return {
    read: (key: string) => texts.get(key),
    write: (key: string, text: string) => void texts.set(key, text),
  };
};
const REVISION = { shardId: 's', commit: 'c', path: 'data/alignment/x.parquet' };

it('the list survives a reload, newest first, and tells of news only', () => {
  const storage = createMemoryStorage();
  let changeCount = 0;
  const uploads = createUploadsModel(storage, () => changeCount++);
  uploads.add(upload('a'));
  uploads.add(upload('b'));
  uploads.change('a', (one) => withRevision(one, REVISION));
  uploads.change('a', (one) => withRevision(one, REVISION));
  uploads.change('other', () => upload('c'));
  expect(changeCount).toBe(3);
  const after = createUploadsModel(storage, () => {});
  expect(after.all()).toEqual([upload('b'), upload('a', { revisions: [REVISION] })]);
  expect(after.find('a')?.revisions).toEqual([REVISION]);
});

it.each([undefined, '', '{', '7', '{"a":1}', '[null,7,{"rowId":"a"}]'])('reads nothing from %j', (text) => {
  expect(parseUploads(text)).toEqual([]);
});

it('the same sound is known again, unless its row was refused', () => {
  const failed = upload('a', { state: { kind: 'failed', reason: 'too big' } });
  expect(findSame([failed, upload('b')], 'bbbb')?.rowId).toBe('b');
  expect(findSame([failed], 'aaaa')).toBeUndefined();
});

it.each([
  [{ kind: 'waiting' }, { kind: 'stored' }],
  [{ kind: 'accepted' }, { kind: 'accepted' }],
  [
    { kind: 'committed', commit: 'c', path: 'p' },
    { kind: 'committed', commit: 'c', path: 'p' },
  ],
  [
    { kind: 'dead', reason: 'too big' },
    { kind: 'failed', reason: 'too big' },
  ],
  [{ kind: 'unknown' }, { kind: 'failed', reason: 'This device no longer knows of it.' }],
] as const)('the answer %o is the state %o', (answer, state) => {
  expect(stateOf(answer)).toEqual(state);
});
