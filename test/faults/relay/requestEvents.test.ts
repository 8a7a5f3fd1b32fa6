import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queryDataset } from '../../support/dataset.ts';
import { eventually, openRelayScene, REPO } from './relayScene.ts';

const ADDRESS = '203.0.113.77';
const USER_AGENT = 'Mozilla/5.0 (a browser that nobody else has)';

test('[R8] [RL44] the relay’s own requests are rows of its dataset, with nothing of who sent them', async () => {
  const scene = await openRelayScene({ REQUEST_EVENTS: 'recitations/metrics_event' });
  try {
    const [shard] = await scene.send('alignment');
    const person = { 'CF-Connecting-IP': ADDRESS, 'User-Agent': USER_AGENT };
    const answers = await Promise.all(
      [1, 2, 3].map((i) =>
        scene.call(`/datasets/recitations/shards?ids=${shard?.shardId}`, {
          headers: { ...person, 'X-Request-Id': `looks-${i}` },
        }),
      ),
    );
    expect(answers.map(({ headers }) => headers.get('X-Request-Id'))).toEqual([
      'looks-1',
      'looks-2',
      'looks-3',
    ]);
    const read = (sql: string) => queryDataset(join(scene.hub.dir, REPO), sql);
    const FILES = `read_parquet('data/metrics_event/**/*.parquet') where event_type = 'request_complete'`;
    // Before the first commit there are no such files.
    await eventually(async () => (await read(`select 1 from ${FILES}`).catch(() => [])).length === 5);
    const byRoute = await read(
      `select endpoint, method, status_code, count(distinct request_id) ids from ${FILES} group by all order by all`,
    );
    expect(byRoute).toEqual([
      { endpoint: '/v1/datasets/:dataset/shards', method: 'GET', status_code: 200, ids: '3' },
      {
        endpoint: '/v1/datasets/:dataset/tables/:table/shards/:shardId',
        ...{ method: 'PUT', status_code: 202, ids: '1' },
      },
      { endpoint: '/v1/ticket', method: 'POST', status_code: 200, ids: '1' },
    ]);
    const everything = JSON.stringify(await read(`select * from ${FILES}`));
    expect(everything).toContain('looks-1');
    for (const secret of [ADDRESS, USER_AGENT, shard?.shardId]) expect(everything).not.toContain(secret);
    expect(await read(`select count(user_id) people from ${FILES}`)).toEqual([{ people: '0' }]);
  } finally {
    await scene.close();
  }
});
