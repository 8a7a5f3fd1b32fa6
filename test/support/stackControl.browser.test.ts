import { HEADER, PROTOCOL_VERSION } from '@parqueue/schema/wire';
import { expect, test } from 'vitest';
import { openTestStack } from './stackControl.ts';

test('a page gets a relay and a hub of its own, may take the relay away and bring it back at its address', async () => {
  const stack = await openTestStack();
  const ticket = () =>
    fetch(`${stack.relayUrl}/v1/ticket`, {
      method: 'POST',
      headers: { [HEADER.protocol]: String(PROTOCOL_VERSION) },
      body: JSON.stringify({ dataset: 'recitations' }),
    });
  expect((await ticket()).status).toBe(200);

  await stack.stopRelay();
  await expect(ticket()).rejects.toThrow(TypeError);
  await stack.startRelay();
  expect((await ticket()).status).toBe(200);

  expect(await stack.files()).toEqual([]);
  expect(await stack.query("select count(*) as lines from read_csv('.gitattributes', sep='\\n')")).toEqual([
    { lines: expect.stringMatching(/^[1-9]\d*$/) },
  ]);
  await stack.injectFault({ kind: 'request-lost', match: { path: '/api/datasets/' } });
  const asked = () => fetch(`${stack.hubUrl}/api/datasets/local/recitations`).then(({ status }) => status);
  await expect(asked()).rejects.toThrow(TypeError);
  expect(await asked()).toBe(200);
  await stack.close();
});
