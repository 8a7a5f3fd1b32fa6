import type { EventRecorder } from '@parqueue/sdk/events';

const SYNTHESIS_MS = 500;
const WORKERS = 2;
const JUMP_AT_MS = 1_200;
const JUMP_TO = 100;
/** Blocks that are asked for at once. */
const AHEAD = { atStart: 16, afterJump: 8 };
const STEP_MS = 100;

/** A clock that the play moves on. */
export interface PlayClock {
  pass(ms: number): void;
}

/**
 * A reader that plays from block 0 and jumps: blocks are queued, two workers make them, and take up none that was dropped. What it does is what
 * the page about the bug tells.
 *
 * @param tellsJumps whether the page tells the service of a jump.
 */
export function playReader(
  events: Pick<EventRecorder, 'event'>,
  clock: PlayClock,
  tellsJumps: boolean,
): void {
  const queue: number[] = [];
  const dropped = new Set<number>();
  const workers: { block: number; leftMs: number }[] = [];
  const job = (block_idx: number) => ({ document_id: 'd-7', block_idx, variant_hash: `hash-${block_idx}` });

  function ask(from: number, count: number): void {
    for (let block = from; block < from + count; block++) {
      queue.push(block);
      events.event('synthesis_queued', { ...job(block), queue_depth: queue.length });
    }
  }

  function moveCursor(cursor: number): void {
    const evicted = queue.filter((block) => block < cursor);
    for (const block of evicted) dropped.add(block);
    events.event('eviction_triggered', {
      document_id: 'd-7',
      data: {
        ...{ cursor, window: [cursor, cursor + AHEAD.afterJump - 1] as const },
        ...{ evicted_indices: evicted, evicted_count: evicted.length },
      },
    });
  }

  function takeUp(): void {
    while (workers.length < WORKERS) {
      const block = queue.shift();
      if (block === undefined) return;
      if (dropped.has(block)) {
        events.event('eviction_skipped', job(block));
        continue;
      }
      events.event('synthesis_started', job(block));
      workers.push({ block, leftMs: SYNTHESIS_MS });
    }
  }

  ask(0, AHEAD.atStart);
  for (let atMs = 0; queue.length > 0 || workers.length > 0; atMs += STEP_MS) {
    if (atMs === JUMP_AT_MS) {
      if (tellsJumps) moveCursor(JUMP_TO);
      ask(JUMP_TO, AHEAD.afterJump);
    }
    for (const done of workers.splice(0)) {
      if (done.leftMs > 0) workers.push(done);
      else events.event('synthesis_complete', { ...job(done.block), cache_hit: false });
    }
    takeUp();
    clock.pass(STEP_MS);
    for (const working of workers) working.leftMs -= STEP_MS;
  }
}
