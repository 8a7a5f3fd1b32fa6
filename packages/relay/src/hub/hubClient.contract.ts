import { describe, expect, test } from 'vitest';
import type { HubClient, HubUpload } from './hubClient.ts';
import { HubError, type HubFailure } from './hubError.ts';

export interface HubFault {
  readonly match: { readonly method?: string; readonly path?: string };
  readonly kind: 'status' | 'reply-lost' | 'request-lost' | 'cut-body';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly takesEffect?: boolean;
}

export interface HubUnderTest {
  /** On a repo of its own, which holds no more than its first commit. */
  readonly hub: HubClient;
  /** The same repo with a token that is refused. */
  readonly stranger: HubClient;
  /** Makes the next request that fits go wrong. */
  inject(fault: HubFault): Promise<void>;
}

export function hubClientContract(name: string, open: () => Promise<HubUnderTest>): void {
  describe(`hub client: ${name}`, () => {
    test('a commit brings its files, and stands at the head of the history with its words', async () => {
      const { hub } = await open();
      const parent = await headOf(hub);
      const files = [textFile('README.md', '# hello\n'), binaryFile('data/a.parquet', 2_000_001)];
      const commit = await hub.commit({ files, parent, title: 'Add two', description: 'Parqueue-Batch: 17' });
      const [head, before] = await hub.history(2);
      expect(head).toMatchObject({
        commit,
        title: 'Add two',
        description: expect.stringContaining('Parqueue-Batch: 17'),
      });
      expect(before?.commit).toBe(parent);
      expect(await hub.readText('README.md', commit)).toBe('# hello\n');
      expect(await hub.files(['data/a.parquet', 'data/none.parquet'])).toEqual([
        { path: 'data/a.parquet', sizeBytes: 2_000_001, sha256: await sha256Of(files[1]), commit },
      ]);
    });

    test('a file too large for one request goes in parts', async () => {
      const { hub } = await open();
      // Below the 10 MB from which the library hashes with node:crypto, which Vite keeps out of it and wrangler does not.
      const file = binaryFile('data/large.parquet', 9_000_003);
      await hub.commit({ files: [file], parent: await headOf(hub), title: 'Add one', description: '' });
      expect(await hub.files([file.path])).toMatchObject([
        { sizeBytes: 9_000_003, sha256: await sha256Of(file) },
      ]);
    });

    test('what one client brought to the store, another can commit by name', async () => {
      const { hub } = await open();
      const files = [binaryFile('data/a.parquet', 70_000), textFile('data/b.jsonl', '{"a":1}\n')];
      const entries = await hub.store(files);
      expect(await hub.store(files)).toEqual(entries);
      const parent = await headOf(hub);
      expect(await hub.files(['data/a.parquet', 'data/b.jsonl'])).toEqual([]);
      const own = textFile('README.md', '# hello\n');
      const commit = await hub.commit({ files: [own], entries, parent, title: 'Add', description: '' });
      expect(await hub.files(['data/a.parquet'])).toMatchObject([{ sha256: await sha256Of(files[0]) }]);
      expect(await hub.readText('data/b.jsonl', commit)).toBe('{"a":1}\n');
      expect(await hub.readText('README.md', commit)).toBe('# hello\n');
    });

    test('a file that is not there is no failure', async () => {
      const { hub } = await open();
      expect(await hub.readText('NONE.md', await headOf(hub))).toBeUndefined();
      expect(await hub.files(['none'])).toEqual([]);
    });

    test('a commit on a revision that is not the head is a conflict, and lands nothing', async () => {
      const { hub } = await open();
      const parent = await headOf(hub);
      await hub.commit({ files: [textFile('a.txt', 'a')], parent, title: 'First', description: '' });
      const late = hub.commit({ files: [textFile('b.txt', 'b')], parent, title: 'Second', description: '' });
      expect(await failureOf(late)).toEqual({ kind: 'conflict' });
      expect(await hub.files(['b.txt'])).toEqual([]);
    });

    test('a squashed history is one commit with all that was there', async () => {
      const { hub } = await open();
      const parent = await headOf(hub);
      await hub.commit({ files: [textFile('a.txt', 'a')], parent, title: 'First', description: '' });
      await hub.squash('Squash 2 commits');
      const history = await hub.history(9);
      expect(history.map(({ title }) => title)).toEqual(['Squash 2 commits']);
      expect(await hub.readText('a.txt', await headOf(hub))).toBe('a');
      const files = [textFile('b.txt', 'b')];
      await hub.commit({ files, parent: await headOf(hub), title: 'Next', description: '' });
      expect(await hub.readText('a.txt', await headOf(hub))).toBe('a');
    });

    test('a refused token is told as such, without the token', async () => {
      const { stranger, hub } = await open();
      const parent = await headOf(hub);
      const files = [textFile('a.txt', 'a')];
      const refused = stranger.commit({ files, parent, title: 'Mine', description: '' });
      expect(await failureOf(refused)).toEqual({ kind: 'unauthorized' });
      await expect(refused).rejects.not.toThrow(/hf_\w/);
    });

    test.for<[string, HubFault, HubFailure]>([
      ['500', { match: COMMIT, kind: 'status', status: 500 }, { kind: 'unavailable' }],
      ['a lost answer', { match: COMMIT, kind: 'reply-lost' }, { kind: 'unavailable' }],
      ['a lost request', { match: COMMIT, kind: 'request-lost' }, { kind: 'unavailable' }],
      ['a cut answer', { match: COMMIT, kind: 'cut-body' }, { kind: 'unavailable' }],
      [
        'an HTML page',
        { match: COMMIT, kind: 'status', status: 403, body: '<html>' },
        { kind: 'unauthorized' },
      ],
      ['409', { match: COMMIT, kind: 'status', status: 409 }, { kind: 'conflict' }],
      ['400', { match: COMMIT, kind: 'status', status: 400 }, { kind: 'rejected' }],
      [
        'a used-up quota',
        { match: COMMIT, kind: 'status', status: 429, headers: { RateLimit: '"api";r=0;t=7' } },
        { kind: 'throttled', quota: 'api', waitMs: 7000 },
      ],
      [
        'a store that says 403',
        { match: { method: 'PUT' }, kind: 'status', status: 403 },
        { kind: 'unavailable' },
      ],
    ])('%s at a commit is the right kind of failure', async ([, fault, failure]) => {
      const { hub, inject } = await open();
      const parent = await headOf(hub);
      await inject(fault);
      const files = [binaryFile('data/a.parquet', 5000)];
      expect(await failureOf(hub.commit({ files, parent, title: 'Add', description: '' }))).toEqual(failure);
    });
  });
}

const COMMIT = { method: 'POST', path: '/commit/main' };

async function headOf(hub: HubClient): Promise<string> {
  const [head] = await hub.history(1);
  if (head === undefined) throw new Error('the repo has no commit');
  return head.commit;
}

async function failureOf(call: Promise<unknown>): Promise<HubFailure> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HubError) return error.failure;
  throw new Error(`expected a HubError, got ${String(error)}`);
}

function fileOf(path: string, bytes: Uint8Array<ArrayBuffer>): HubUpload {
  return { path, sizeBytes: bytes.length, read: (startByte, endByte) => bytes.slice(startByte, endByte) };
}

const textFile = (path: string, text: string): HubUpload =>
  fileOf(path, Uint8Array.from(new TextEncoder().encode(text)));

/** Bytes that no other test has, so that the store has not either. */
function binaryFile(path: string, sizeBytes: number): HubUpload {
  const bytes = new Uint8Array(new ArrayBuffer(sizeBytes));
  for (let at = 0; at < sizeBytes; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return fileOf(path, bytes);
}

async function sha256Of(file: HubUpload | undefined): Promise<string> {
  if (file === undefined) throw new Error('no file');
  const digest = await crypto.subtle.digest('SHA-256', file.read(0, file.sizeBytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
