import { HEADER } from '@parqueue/schema/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endPage, expectProblem, newId, openPage, type TestPage } from '../testing/openPage.ts';

let page: TestPage;
beforeEach(() => {
  page = openPage();
});
afterEach(() => endPage(page));

/** A body without an end, which counts what is asked of it. */
function endlessBody() {
  let pieceCount = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pieceCount += 1;
      controller.enqueue(new Uint8Array(1024));
    },
  });
  return { body, pieceCount: () => pieceCount };
}

test.for([
  ['ticket', 'POST', '/ticket'],
  ['shard', 'PUT', `/datasets/$/tables/alignment/shards/${newId()}`],
] as const)('[RL2] of a %s whose length is not told nothing is read', async ([, method, path]) => {
  const { body, pieceCount } = endlessBody();
  const { ticket, identityProof, tables } = await page.takeTicket();
  const response = await page.call(path.replace('$', page.dataset), {
    method,
    body,
    headers: {
      Authorization: `Bearer ${ticket}`,
      [HEADER.identity]: identityProof,
      [HEADER.client]: newId(),
      [HEADER.seq]: '0-0',
      [HEADER.rows]: '1',
      [HEADER.digest]: 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
      [HEADER.fingerprint]: tables.find(({ name }) => name === 'alignment')?.fingerprints[0] ?? '',
    },
  });
  await expectProblem(response, 'length_required');
  // One may be made before anybody asks.
  expect(pieceCount()).toBeLessThanOrEqual(1);
});
