import { createHash } from 'node:crypto';
import type { Cell, Cells } from '@parqueue/schema';
import { withFlacHead } from '../support/flacHead.ts';
import { type Random, seeded } from '../support/seeded.ts';
import { type BoundOrder, labelOf, TABLES } from './shardOrder.ts';

const STARTED_AT = 1_770_083_445_000;
const SAID_MAX_CHARACTERS = 120;

/** The rows of an order, the same each time, with the clips that their cells name. */
export function rowsOf(order: BoundOrder): {
  readonly rows: readonly Cells[];
  clipOf(row: number): Uint8Array;
} {
  const random = seeded(order.number);
  const columns = Object.keys(TABLES[order.table].features);
  const clipOf = (row: number) => clip(order.clipBytes, order.number * 1024 + row);
  const rows = Array.from({ length: order.rowCount }, (_, row) => {
    const said = random.text(SAID_MAX_CHARACTERS).toWellFormed();
    const cells: Record<string, Cell> = {
      label: labelOf(order, row),
      user_id: order.userId,
      said,
      said_md5: md5(said),
      row_id: `row-${labelOf(order, row)}`,
      revision: 0,
      ...('audio' in TABLES[order.table].features
        ? { audio: [String(order.number), row], audio_md5: md5(clipOf(row)) }
        : {}),
      ...ordinary(random, row),
    };
    return columns.map((name) => cells[name] ?? null);
  });
  return { rows, clipOf };
}

/** What rows of such tables hold besides. */
const ordinary = (random: Random, row: number): Readonly<Record<string, Cell>> => ({
  at: STARTED_AT + row * 250,
  event: random.int(0, 3),
  position_ms: random.int(0, 600_000),
  speed: random.int(2, 8) / 4,
  detail: random.chance(0.2) ? `{"after_ms":${random.int(1, 9999)}}` : null,
  segments: `[{"from":${random.int(0, 9)},"to":${random.int(10, 99)}}]`,
  words: random.list(6, () => [
    random.text(8).toWellFormed(),
    random.int(0, 900) / 100,
    random.int(901, 1800) / 100,
  ]),
});

const md5 = (said: string | Uint8Array): string => createHash('md5').update(said).digest('hex');

/** Noise behind the head of a FLAC file: what is compressed already looks so to whoever copies it. */
function clip(sizeBytes: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return withFlacHead(new Uint8Array(words.buffer, 0, sizeBytes));
}
