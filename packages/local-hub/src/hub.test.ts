import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRepo } from '@huggingface/hub';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { hubContract } from './hub.contract.ts';
import { type LocalHub, startLocalHub } from './startLocalHub.ts';

const token = 'hf_local';
const repo = 'me/contract';

describe.each([
  { name: 'the local hub', multipart: {} },
  {
    name: 'the local hub with small parts',
    multipart: { multipartOverBytes: 1_000_000, partSizeBytes: 400_000 },
  },
])('$name', ({ name, multipart }) => {
  let hub: LocalHub;
  beforeAll(async () => {
    hub = await startLocalHub({ dir: await mkdtemp(join(tmpdir(), 'local-hub-')), token, ...multipart });
    await createRepo({ hubUrl: hub.url, accessToken: token, repo: { type: 'dataset', name: repo } });
  });
  afterAll(async () => {
    await hub.close();
    await rm(hub.dir, { recursive: true });
  });
  hubContract(name, () => ({ hubUrl: hub.url, token, repo }));
});

const { HUB_URL, HF_TOKEN, HF_REPO } = process.env;
if (HUB_URL && HF_TOKEN && HF_REPO) {
  hubContract(HUB_URL, () => ({ hubUrl: HUB_URL, token: HF_TOKEN, repo: HF_REPO }));
} else {
  it.skip('the real Hub: set HUB_URL, HF_TOKEN and HF_REPO (a test repo that the token may write to)', () =>
    undefined);
}
