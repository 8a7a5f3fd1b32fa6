import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeShard } from './makeShard.ts';
import { eventually, HUB_TOKEN, openRelayScene, SECRET } from './relayScene.ts';

const ADDRESS = '203.0.113.77';
const USER_AGENT = 'Mozilla/5.0 (a browser that nobody else has)';

test('[R7] [R8] no answer, log line or file of the spool holds a secret, an address or a user agent', async () => {
  const scene = await openRelayScene();
  try {
    const echoes = { error: `token ${HUB_TOKEN} may not do this` };
    scene.hub.faults.inject({ kind: 'status', status: 401, times: 2, body: echoes });
    scene.hub.faults.inject({ match: { path: '/commit/' }, kind: 'status', status: 500, body: echoes });
    const person = { 'CF-Connecting-IP': ADDRESS, 'User-Agent': USER_AGENT };
    await scene.call('/ticket', { method: 'POST', headers: person, body: '{"dataset":"recitations"}' });
    await scene.send('alignment', 'recitation_error');
    await eventually(async () => (await scene.health()).state === 'degraded');
    await scene.put(await makeShard('alignment'), { ...person, Authorization: 'Bearer nonsense' });
    await scene.put(await makeShard('alignment'), { ...person, 'Parqueue-Seq': 'nonsense' });
    await scene.call('/nowhere', { headers: person });
    await scene.delivered(scene.sent);

    expect(scene.heard.join('\n')).toContain('commit_failed');
    const files = await filesBelow(scene.spoolDir);
    expect(files.length).toBeGreaterThan(0);
    const everything = [
      ...scene.heard.map((text) => Buffer.from(text)),
      ...(await Promise.all(files.map((file) => readFile(file)))),
    ];
    for (const secret of [HUB_TOKEN, HUB_TOKEN.slice(3), SECRET, ADDRESS, USER_AGENT]) {
      expect(everything.filter((bytes) => bytes.includes(secret))).toEqual([]);
    }
  } finally {
    await scene.close();
  }
});

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
