import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect, it } from 'vitest';
import { sampleShards, sha256Hex } from '../../../../test/support/shardDigests.ts';

it('a module worker writes the same bytes as Node, and hyparquet reads them', async () => {
  const worker = new Worker(new URL('../../../../test/support/shardWorker.ts', import.meta.url), {
    type: 'module',
  });
  const files = await new Promise<Map<string, Uint8Array<ArrayBuffer>>>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.terminate();
  expect([...files.keys()]).toEqual(Object.keys(sampleShards));
  for (const [name, { table, rows, sha256 }] of Object.entries(sampleShards)) {
    const file = files.get(name) as Uint8Array<ArrayBuffer>;
    expect(await sha256Hex(file), name).toBe(sha256);
    if (table.format === 'jsonl') continue;
    const read = await parquetReadObjects({ file: file.buffer, compressors, utf8: false });
    expect(read.length).toBe(rows.length);
    expect(read[0]).toHaveProperty('clip');
  }
});
