import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { storeContract } from '../../store/store.contract.ts';
import { openFileStore } from './openFileStore.ts';

const root = await mkdtemp(join(tmpdir(), 'parqueue-store-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let count = 0;

for (const outlives of ['process', 'machine'] as const)
  storeContract(`in a folder, ${outlives}`, () =>
    openFileStore(join(root, String(count++)), { outlives, onDamaged: () => {} }),
  );
