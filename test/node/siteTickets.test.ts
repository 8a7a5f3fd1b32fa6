import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@parqueue/sdk/node';
import { recitationError } from '@parqueue/sdk/presets';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRelayScene, REPO, type RelayScene } from '../faults/relay/relayScene.ts';
import { queryDataset } from '../support/dataset.ts';
import { signSiteToken } from '../support/signSiteToken.ts';

const SITE_SECRET = 'what-the-site-and-its-relay-know-of-32-bytes-or-more';

let scene: RelayScene;
let dir: string;

beforeAll(async () => {
  scene = await openRelayScene({ TICKET_MODE: 'site', SITE_KEYS: `2026=HS256:${SITE_SECRET}` });
  dir = await mkdtemp(join(tmpdir(), 'parqueue-site-'));
});

afterAll(async () => {
  await scene.close();
  await rm(dir, { recursive: true, force: true });
});

const logger = (ticket: () => string) =>
  createLogger({
    ...{ relay: scene.relay.url, dataset: 'recitations', folder: join(dir, 'journal'), ticket },
    tables: { errors: recitationError },
  });

test('[ND1] [RL16] a backend that signs its own credential sends without naming a site; one that signs wrongly keeps its rows', async () => {
  const wrong = logger(() => signSiteToken({ key: 'another secret, which is as long as the right one' }));
  const told = new Promise<{ reason: string }>((resolve) => wrong.on('retry', resolve));
  await wrong.errors.append({ error_message: 'first' }).stored;
  void wrong.flush().catch(() => {});
  expect((await told).reason).toMatch(/credential|token|signature/i);
  await wrong.close();

  await using log = logger(() => signSiteToken({ key: SITE_SECRET }));
  log.errors.append({ error_message: 'second' });
  await log.flush({ until: 'committed' });
  const rows = await queryDataset(
    join(scene.hub.dir, REPO),
    `SELECT error_message, user_id FROM 'data/errors/**/*.jsonl' ORDER BY 1`,
  );
  expect(rows.map(({ error_message }) => error_message)).toEqual(['first', 'second']);
  expect(new Set(rows.map(({ user_id }) => user_id)).size).toBe(1);
});
