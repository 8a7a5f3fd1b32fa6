import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HEADER, type TicketResponse } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { makeShard, type SentShard } from './makeShard.ts';
import { eventually, openRelayScene, type RelayScene } from './relayScene.ts';

const USER_AGENT = 'Planted/7.0 (192.0.2.123; the browser of Zubayda)';
const IPV4 = '203.0.113.77';
const IPV6 = '2001:db8:77:88aa:99:aa:bb:cc';

/** Every way by which an address is told. */
const personAt = (address: string): Record<string, string> => ({
  'CF-Connecting-IP': address,
  'X-Forwarded-For': '198.51.100.88, 198.51.100.89',
  'X-Real-IP': '198.51.100.90',
  'True-Client-IP': '198.51.100.91',
  Forwarded: 'for="[2001:db8:9988:7766::55]";by=198.51.100.92',
  'User-Agent': USER_AGENT,
});

/** What nothing may hold: also not cut, nor as a hash that anybody can try addresses against. */
const PLANTED = [
  ...[IPV4, IPV6, '198.51.100.', '2001:db8:77:88', '2001:db8:9988'],
  ...[USER_AGENT, 'Planted/7.0', 'Zubayda', '192.0.2.123'],
  ...[
    IPV4,
    IPV6,
    '2001:db8:77:88aa',
    '2001:db8:77:8800',
    `${IPV4}|${USER_AGENT}`,
    `${IPV6}|${USER_AGENT}`,
  ].map((text) => createHash('sha256').update(text).digest('hex').slice(0, 12)),
];

test.for([
  ['IPv4', IPV4],
  ['IPv6', IPV6],
] as const)(
  '[R8] no file of the spool or the dataset, no log line and no answer holds an address or a user agent: %s',
  async ([, address]) => {
    const scene = await openRelayScene({ QUOTA_SHARDS_PER_HOUR: '3' });
    try {
      scene.hub.faults.inject({ match: { path: '/commit/' }, kind: 'status', status: 500 });
      const person = personAt(address);
      const ticket = await scene.ticket(person);
      // The address does arrive: else nothing is tried here.
      expect(ticket.userId).not.toBe(
        (await scene.ticket({ ...person, 'CF-Connecting-IP': '203.0.113.1' })).userId,
      );
      const own = { Authorization: `Bearer ${ticket.ticket}`, [HEADER.identity]: ticket.identityProof };
      const accepted = await sendAll(scene, { ...person, ...own });
      await sendWhatIsWrong(scene, { ...person, ...own }, ticket);
      await eventually(() => scene.heard.some((line) => line.includes('commit_failed')));
      await scene.delivered(accepted);

      const spool = await readAll(scene.spoolDir);
      const everything = [
        ...scene.heard.map((text) => Buffer.from(text)),
        ...spool,
        ...(await readAll(scene.hub.dir)),
      ];
      // What is stored of a person is seen here, so an address would be.
      const kept = [ticket.userId, networkIn(ticket)];
      for (const id of kept) expect(spool.some((bytes) => bytes.includes(id))).toBe(true);
      for (const planted of PLANTED)
        expect([planted, everything.filter((bytes) => bytes.includes(planted)).length]).toEqual([planted, 0]);
    } finally {
      await scene.close();
    }
  },
);

/** The hash of the network that the relay has put into a ticket. */
function networkIn({ ticket }: TicketResponse): string {
  const { net } = JSON.parse(Buffer.from(ticket.split('.')[1] ?? '', 'base64url').toString()) as {
    net: string;
  };
  expect(net).toMatch(/^[0-9a-f]{12}$/);
  return net;
}

/** Sends shards until the person has used up the quota; gives those that were taken. */
async function sendAll(scene: RelayScene, headers: Record<string, string>): Promise<SentShard[]> {
  const accepted: SentShard[] = [];
  for (;;) {
    const shard = await makeShard(accepted.length === 0 ? 'recitation_error' : 'alignment');
    const response = await scene.put(shard, headers);
    if (response.status === 429) return accepted;
    expect(response.status).toBe(202);
    accepted.push(shard);
  }
}

/** Every kind of request that is refused, each with the same headers. */
async function sendWhatIsWrong(
  scene: RelayScene,
  headers: Record<string, string>,
  { ticket }: TicketResponse,
): Promise<void> {
  const shard = await makeShard('alignment');
  const post = (body: string, other: Record<string, string> = {}) =>
    scene.call('/ticket', { method: 'POST', body, headers: { ...headers, ...other } });
  await post('{"dataset":');
  await post('{"dataset":"../etc"}');
  await post('{"dataset":"recitations"}', { Origin: 'https://evil.example' });
  await post('{"dataset":"recitations"}', { [HEADER.protocol]: '99' });
  await post(JSON.stringify({ dataset: 'recitations', credential: 'x'.repeat(70_000) }));
  for (const other of [
    { Authorization: 'Bearer of.no.ticket' },
    { Authorization: `Bearer ${ticket.slice(0, -4)}` },
    { [HEADER.identity]: ticket },
    { [HEADER.digest]: 'sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:' },
    { [HEADER.seq]: 'nonsense' },
    { [HEADER.fingerprint]: '0123456789abcdef' },
    { Origin: 'https://evil.example' },
  ])
    await scene.put(shard, { ...headers, ...other });
  await scene.put({ ...shard, table: 'unheard_of' }, headers);
  await scene.put({ ...shard, bytes: Buffer.from('no file') }, headers);
  await scene.call('/nowhere', { headers });
  await scene.call('/health', { method: 'DELETE', headers });
  await scene.call('/datasets/recitations/shards?ids=x', { headers });
}

async function readAll(dir: string): Promise<Buffer[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(0);
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
}
