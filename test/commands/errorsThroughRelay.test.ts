import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../packages/cli/src/testing/runCommand.ts';
import { eventually, openRelayScene, REPO } from '../faults/relay/relayScene.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';

test('[LK7] an error is resolved through a relay, and reopened: its row keeps everything else', async () => {
  const scene = await openRelayScene({ OPERATOR_SECRET });
  const cwd = await mkdtemp(join(tmpdir(), 'parqueue-look-'));
  const run = (...args: string[]) =>
    runCommand([...args, '--local', join(scene.hub.dir, REPO), '--json'], { cwd, env: { OPERATOR_SECRET } });
  const rows = async () => {
    await run('sync');
    const { stdout } = await run('sql', 'SELECT * EXCLUDE (_file, _row) FROM error_log ORDER BY row_id');
    return JSON.parse(stdout || '[]') as Record<string, unknown>[];
  };
  try {
    const line = {
      row_id: 'job-1:1',
      timestamp: '2026-02-03T01:50:45.123Z',
      service: 'مشغل',
      severity: 'critical',
      message: 'connection refused 😀\nsecond line',
      context: { fingerprint: 'feedfeedfeedfeed', nested: { list: [1, 'b', null] }, text: '"quoted"\nline' },
      stack_trace: 'at a (b.js)\nat c (d.js)',
    };
    const sent = await scene.call('/datasets/recitations/tables/error_log/rows', {
      method: 'POST',
      headers: { Authorization: `Bearer ${OPERATOR_SECRET}` },
      body: `${JSON.stringify(line)}\n${JSON.stringify({ ...line, row_id: 'job-1:2', context: null })}\n`,
    });
    expect(sent.status).toBe(202);
    await eventually(async () => (await rows()).length === 2);
    const [before, other] = await rows();

    const relay = ['--relay', scene.relay.url, '--relay-dataset', 'recitations'];
    const resolved = await run('errors', 'resolve', 'feed', ...relay);
    expect([resolved.exitCode, JSON.parse(resolved.stdout)]).toEqual([
      0,
      [expect.objectContaining({ row_id: 'job-1:1', revision: 1 })],
    ]);
    await eventually(async () => (await rows())[0]?.['resolved'] === true);
    expect(await rows()).toEqual([
      { ...before, resolved: true, resolved_at: expect.any(String), revision: 1 },
      other,
    ]);

    expect((await run('errors', 'reopen', 'job-1:1', ...relay)).exitCode).toBe(0);
    await eventually(async () => (await rows())[0]?.['resolved'] === false);
    expect(await rows()).toEqual([{ ...before, resolved: false, resolved_at: null, revision: 2 }, other]);

    const wrong = await runCommand(
      ['errors', 'resolve', 'feed', ...relay, '--local', join(scene.hub.dir, REPO)],
      { cwd, env: { OPERATOR_SECRET: 'another secret that is not right' } },
    );
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringMatching(/40[13]/)]);
  } finally {
    await scene.close();
    await rm(cwd, { recursive: true, force: true });
  }
});
