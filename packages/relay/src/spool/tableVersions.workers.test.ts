import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { float64, int32, string, type TableDefinition, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import type { RelayBindings } from '../bindings.ts';
import { openDurableSpool } from './durableSpool.ts';
import { accept, claimOf, sequence } from './spool.contract.ts';
import { openTableVersions, type TableVersions } from './tableVersions.ts';

interface Stage {
  /** The same dataset under one relay after another. */
  deploy(now: number, ...declared: readonly TableDefinition[]): TableVersions;
  /** A page sends a first shard of a version. */
  send(version: TableDefinition): void;
}

async function onStage(play: (stage: Stage) => void): Promise<void> {
  const { SPOOL } = env as RelayBindings;
  await runInDurableObject(SPOOL.getByName(crypto.randomUUID()), (_, { storage }) => {
    const spool = openDurableSpool(storage);
    let letter = 'a'.charCodeAt(0);
    play({
      deploy: (now, ...declared) => openTableVersions(storage.sql, declared, now),
      send: ({ name, fingerprint }) =>
        accept(spool, { ...claimOf(String.fromCharCode(letter++)), table: name, fingerprint }, sequence(10)),
    });
  });
}

const first = table({ name: 'runs', features: { a: string(), b: int32() } });
const grown = table({ name: 'runs', features: { a: string(), b: int32(), c: float64() } });
const renamed = table({ name: 'runs', features: { a: string(), c: float64() } });
const changed = table({ name: 'runs', features: { a: string(), b: float64() } });
const versionOf = ({ name, fingerprint }: TableDefinition) => ({ table: name, fingerprint });

test('[R10] [RL12] former versions of a table are still known, with all that they declare', () =>
  onStage(({ deploy }) => {
    deploy(1, first);
    const versions = deploy(2, grown);
    expect(versions.find(versionOf(first))).toEqual({ ...first });
    expect(versions.find(versionOf(grown))).toEqual({ ...grown });
    expect(versions.find(versionOf(renamed))).toBeUndefined();
    expect(versions.find({ ...versionOf(first), table: 'other' })).toBeUndefined();
  }));

test('[R10] [RL12] columns may come and go; the declared version comes first, then the newest', () =>
  onStage(({ deploy, send }) => {
    deploy(1, first);
    send(first);
    deploy(2, grown);
    send(grown);
    const versions = deploy(3, renamed);
    expect(versions.conflictOf(renamed)).toBeUndefined();
    send(renamed);
    const names = (all: readonly TableDefinition[]) => all.map(({ fingerprint }) => fingerprint);
    expect(names(versions.used())).toEqual(names([renamed, grown, first]));
    expect(names(deploy(4, first).used())).toEqual(names([first, renamed, grown]));
  }));

test('[R10] [RL12] a column of another type is refused, in words, once there are rows of the first', () =>
  onStage(({ deploy, send }) => {
    deploy(1, first);
    send(first);
    expect(deploy(2, changed).conflictOf(changed)).toMatch(
      /^table "runs": column b was .* and is now .*; a column keeps its type for ever/,
    );
  }));

test('[R10] [RL12] a version that nobody has sent rows of keeps no other from being declared', () =>
  onStage(({ deploy, send }) => {
    deploy(1, first);
    const versions = deploy(2, changed);
    expect(versions.conflictOf(changed)).toBeUndefined();
    send(changed);
    // Pages that still have it are told why their rows are not taken.
    expect(versions.conflictOf(first)).toMatch(/column b was/);
  }));
