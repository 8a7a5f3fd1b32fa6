import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Commit } from '@parqueue/local-hub';
import { audio, type Cell, int32, list, string, struct, type TableDefinition, table } from '@parqueue/schema';
import { HEADER, parseProblem } from '@parqueue/schema/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { flacHead } from '../../support/flacHead.ts';
import { lightShard } from '../../support/lightShard.ts';
import { checkDataset } from '../../support/loadableDataset.ts';
import { type SentShard, sha256, uuid7 } from './makeShard.ts';
import { openRelayScene, type RelayScene } from './relayScene.ts';

/** What a table of takes has become over time: columns were added, and one was given up. */
const VERSIONS: readonly (readonly [string, TableDefinition])[] = [
  ['{ said: string(), audio: audio() }', takes({ said: string(), audio: audio() })],
  [
    '{ said: string(), audio: audio(), mood: string(), place: struct({ city: string() }) }',
    takes({ said: string(), audio: audio(), mood: string(), place: struct({ city: string() }) }),
  ],
  [
    '{ said: string(), audio: audio(), place: struct({ city: string() }), floor: int32(), tags: list(string()) }',
    takes({
      said: string(),
      audio: audio(),
      place: struct({ city: string() }),
      floor: int32(),
      tags: list(string()),
    }),
  ],
];

function takes(features: Parameters<typeof table>[0]['features']): TableDefinition {
  return table({ name: 'takes', features, revisions: false });
}

let dir: string;
let scene: RelayScene;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parqueue-tables-'));
  scene = await openRelayScene({}, await tablesFile('v0.ts', VERSIONS[0]?.[0] ?? ''));
});
afterEach(async () => {
  await scene.close();
  await rm(dir, { recursive: true });
});

/** As a deployment brings it. */
async function tablesFile(name: string, features: string): Promise<string> {
  const file = join(dir, name);
  await writeFile(
    file,
    `import { audio, int32, list, string, struct, table } from '@parqueue/sdk/schema';
export const takes = table({ name: 'takes', features: ${features}, revisions: false });
`,
  );
  return file;
}

async function shardOf(version: TableDefinition, said: string): Promise<SentShard> {
  const cells = Object.values(version.features).map((feature): Cell => {
    if (feature.kind === 'audio') return ['clip', 0];
    if (feature !== version.features['said']) return null;
    return feature.kind === 'string' ? said : 7;
  });
  const bytes = Buffer.from(await lightShard(version, [cells], flacHead()));
  return { shardId: uuid7(), table: 'takes', bytes, sha256: sha256(bytes), rowSha256: '' };
}

const put = (shard: SentShard, { fingerprint }: TableDefinition): Promise<Response> =>
  scene.put(shard, { [HEADER.fingerprint]: fingerprint });

/** Every head that readers may have seen, as a folder. */
async function checkHead(head: Commit): Promise<readonly string[]> {
  const folder = join(dir, head.oid);
  for (const [path, { sha256: object }] of scene.repo.tree(head)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), await scene.repo.objects.read(object));
  }
  return (await checkDataset(folder)).problems;
}

test('[R10] [RL12] while pages of all versions write beside each other, every head loads with the features it declares', async () => {
  const said: string[] = [];
  for (const [deployed, [features]] of VERSIONS.entries()) {
    if (deployed > 0)
      await scene.relay.restart({ tablesFile: await tablesFile(`v${deployed}.ts`, features) });
    for (const [, version] of VERSIONS.slice(0, deployed + 1).toReversed()) {
      const shard = await shardOf(version, `${said.length}`);
      said.push(`${said.length}`);
      expect((await put(shard, version)).status).toBe(202);
      await scene.delivered([shard]);
    }
  }
  const heads = scene.repo.history(scene.repo.head()).filter(({ parent }) => parent !== null);
  expect(heads.length).toBe(said.length);
  for (const head of heads) expect(await checkHead(head)).toEqual([]);

  const newest = join(dir, scene.repo.head().oid, 'data/takes/**/*.parquet');
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll(
    `SELECT said, place.city, floor, tags FROM read_parquet('${newest}', union_by_name = true) ORDER BY said::INT`,
  );
  expect(reader.getRows().map(([first]) => first)).toEqual(said);
  connection.closeSync();
});

test('[R10] [RL12] a column of another type is told at the deployment, and refused at the first shard', async () => {
  const [, first] = VERSIONS[0] ?? expect.unreachable();
  const shard = await shardOf(first, 'one');
  expect((await put(shard, first)).status).toBe(202);
  await scene.relay.restart({
    tablesFile: await tablesFile('other.ts', '{ said: int32(), audio: audio() }'),
  });
  expect((await scene.health()).datasets[0]?.problem).toMatch(/takes.*said/);
  const other = takes({ said: int32(), audio: audio() });
  const refused = await put(await shardOf(other, 'two'), other);
  expect(parseProblem(await refused.json())).toMatchObject({
    code: 'schema_conflict',
    detail: expect.stringMatching(/takes.*said/),
  });
  expect((await put(await shardOf(first, 'three'), first)).status).toBe(202);
});
