import { inject as provided } from 'vitest';
import { createHfHubClient } from './hfHubClient.ts';
import { hubClientContract } from './hubClient.contract.ts';

const hubUrl = provided('localHubUrl');

hubClientContract('@huggingface/hub in workerd, against the local hub', async () => {
  const name = `r${crypto.randomUUID()}`;
  await post('/api/repos/create', { name, organization: 'me', type: 'dataset' });
  const repo = `me/${name}`;
  return {
    hub: createHfHubClient({ hubUrl, repo, accessToken: 'hf_anyTokenWillDo' }),
    stranger: createHfHubClient({ hubUrl, repo: `other/${name}`, accessToken: 'hf_strangersToken' }),
    inject: (fault) => post('/__faults', fault),
  };
});

async function post(path: string, body: unknown): Promise<void> {
  const response = await fetch(`${hubUrl}${path}`, {
    method: 'POST',
    headers: { Authorization: 'Bearer hf_anyTokenWillDo', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  await response.body?.cancel();
}
