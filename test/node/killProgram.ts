import { createLogger } from '@parqueue/sdk/node';
import { alignment } from '@parqueue/sdk/presets';
import { seeded } from '../support/seeded.ts';

// Logs until it is killed, and says what it was told is stored: rows, changes of rows, rows with sound.
const [relay = '', folder = '', seed = '0'] = process.argv.slice(2);
const random = seeded(Number(seed));
const say = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`);

const log = createLogger({
  ...{ relay, dataset: 'recitations', origin: 'https://node.example', folder },
  tables: { runs: alignment },
  flushEvery: '200ms',
});

/** Half a second that no other row has. */
const sound = () => Float32Array.from({ length: 8_000 }, () => random.int(-3_000, 3_000) / 32_768);

async function logOne(number: number): Promise<void> {
  const label = `${seed}/${number}`;
  const [clip] = random.chance(0.2) ? await log.encode(sound(), { sampleRate: 16_000 }) : [];
  const row = log.runs.append({ asr_model: label, ...(clip && { audio: clip }) });
  await row.stored;
  say({ label, rowId: row.rowId, flac: clip?.flacSha256 });
  if (!random.chance(0.3)) return;
  const { applied } = await row.set({ surah: 100 });
  if (applied) say({ label, changed: true });
}

say({ begun: true });
for (let number = 0; ; number += 5) {
  await Promise.all([0, 1, 2, 3, 4].map((i) => logOne(number + i)));
  await new Promise((resolve) => setTimeout(resolve, random.int(0, 30)));
}
