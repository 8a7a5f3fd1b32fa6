import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepo, listCommits } from '@huggingface/hub';
import { type LocalHub, startLocalHub } from '@parqueue/local-hub';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHubWriter } from './hubWriter.ts';

const TOKEN = 'hf_theTokenOfTests';
const PART_BYTES = 1000;
const NAME = 'me/parts';
let hub: LocalHub;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-hub-writer-'));
  hub = await startLocalHub({
    dir: join(dir, 'hub'),
    token: TOKEN,
    multipartOverBytes: PART_BYTES,
    partSizeBytes: PART_BYTES,
  });
  await createRepo({ hubUrl: hub.url, accessToken: TOKEN, repo: { type: 'dataset', name: NAME } });
});
afterAll(async () => {
  await hub.close();
  await rm(dir, { recursive: true, force: true });
});

it.each([
  ['padded', (answer: string) => answer],
  ['plain', (answer: string) => answer.replace(/"0+(\d+)":/g, '"$1":')],
])(
  '[CR5] a large file goes in parts, which are named in their order; numbers are %s',
  async (numbers, given) => {
    const named: number[][] = [];
    const writer = createHubWriter({
      ...{ repo: NAME, revision: 'main', hubUrl: hub.url, token: TOKEN },
      fetch: async (input, init) => {
        const { parts } = /"parts":/.test(String(init?.body)) ? JSON.parse(String(init?.body)) : {};
        if (parts) named.push(parts.map(({ partNumber }: { partNumber: number }) => partNumber));
        const answer = await fetch(input, init);
        return String(input).endsWith('/batch') ? new Response(given(await answer.text()), answer) : answer;
      },
    });
    const bytes = Uint8Array.from({ length: 11 * PART_BYTES + 7 }, (_, i) => (i + numbers.length) % 251);
    const localPath = join(dir, `${numbers}.parquet`);
    await writeFile(localPath, bytes);
    const file = { path: `data/${numbers}.parquet`, localPath };
    await writer.upload([file]);
    // The Hub's store refuses a list that is out of order.
    expect(named).toEqual([Array.from({ length: 12 }, (_, i) => i + 1)]);
    const repo = { type: 'dataset' as const, name: NAME };
    const commits = listCommits({ repo, hubUrl: hub.url, accessToken: TOKEN });
    const { value: head } = await commits.next();
    const change = { title: 'large', parent: head?.oid ?? '', adds: [file], deletes: [] };
    expect(await writer.commit(change)).toBe('done');
    expect(Uint8Array.from(await readFile(join(dir, 'hub', NAME, file.path)))).toEqual(bytes);
  },
);
