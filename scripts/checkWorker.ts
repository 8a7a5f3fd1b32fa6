import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildWorker } from '@parqueue/relay/build';

// Builds the Worker as it is deployed, and fails when it is too large. It takes no network and no account.

/** Cloudflare takes 3 MB on its free plan; each new isolate has to load what there is. */
const MAX_GZIP_BYTES = 1_000_000;

const outDir = await mkdtemp(join(tmpdir(), 'parqueue-worker-'));
try {
  const worker = await readFile(await buildWorker({ outDir }));
  const gzipBytes = gzipSync(worker).length;
  const count = (bytes: number): string => bytes.toLocaleString('en');
  console.log(`worker: ${count(worker.length)} bytes, ${count(gzipBytes)} as gzip`);
  if (gzipBytes > MAX_GZIP_BYTES) {
    console.error(`worker: expected at most ${count(MAX_GZIP_BYTES)} bytes as gzip`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(outDir, { recursive: true });
}
