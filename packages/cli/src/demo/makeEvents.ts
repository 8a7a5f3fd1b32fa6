import { metricsEvent } from '@parqueue/schema/presets';
import { type DemoRevision, type DemoScene, type DemoTable, timesOf } from './demoData.ts';

const MODELS = [
  { model: 'kokoro-cpu', voice: 'af_heart', route: 'local', workMs: 900 },
  { model: 'kokoro-cpu', voice: 'bm_george', route: 'local', workMs: 950 },
  { model: 'higgs', voice: 'en_woman', route: 'runpod', workMs: 2_400 },
] as const;

/** A service that reads documents aloud, as its events tell it; three days before the end it has a bad hour. */
export function makeEvents(scene: DemoScene): DemoTable {
  const { random, endMs } = scene;
  const revisions: DemoRevision[] = [];
  const event = (atMs: number, row: Readonly<Record<string, unknown>>): void => {
    const time = Math.min(atMs, endMs - 1);
    revisions.push({
      writtenAt: time,
      row: { timestamp: new Date(time), ...row, row_id: scene.idAt(time), revision: 0 },
    });
  };
  const badFrom = endMs - 3 * 86_400_000 - 7_200_000;
  for (const at of timesOf(scene, 28))
    readDocument(scene, at, at > badFrom && at < badFrom + 7_200_000, event);
  for (let i = 0; i < 40 * scene.scale; i++) {
    const at = badFrom + random.int(0, 3_600_000);
    if (at > scene.startMs) readDocument(scene, at, true, event);
  }
  revisions.sort((a, b) => a.writtenAt - b.writtenAt);
  return { table: metricsEvent, revisions };
}

type Say = (atMs: number, row: Readonly<Record<string, unknown>>) => void;

function readDocument({ random, users }: DemoScene, start: number, isBad: boolean, say: Say): void {
  const own = { user_id: random.pick(users), document_id: `doc-${random.hex(8)}` };
  const blockCount = random.int(2, 9);
  say(start, { event_type: 'ws_connect', user_id: own.user_id });
  say(start + 40, {
    event_type: 'document_parse',
    ...own,
    data: { block_count: blockCount, chars: blockCount * 420 },
  });
  let at = start + 120;
  for (let block = 0; block < blockCount; block++) {
    synthesize(random, { at, own, block, isBad }, say);
    at += random.int(4_000, 18_000);
  }
  if (random.happens(0.12)) {
    const cursor = random.int(0, blockCount - 1);
    const evicted = Array.from({ length: random.int(1, 3) }, (_, i) => blockCount + i);
    say(at, {
      event_type: 'eviction_triggered',
      ...own,
      data: { cursor, window: [cursor, cursor + 8], evicted_indices: evicted, evicted_count: evicted.length },
    });
    for (const index of evicted)
      if (random.happens(0.6))
        say(at + 200, {
          event_type: 'eviction_skipped',
          ...own,
          variant_hash: random.hex(16),
          block_idx: index,
        });
  }
  if (random.happens(0.03))
    say(at + 300, { event_type: 'warning', ...own, data: { message: 'audio buffer ran low' } });
  say(at + 900, {
    event_type: 'ws_disconnect',
    user_id: own.user_id,
    data: { session_duration: Math.round((at - start) / 1000) },
  });
}

interface Block {
  readonly at: number;
  readonly own: Readonly<Record<string, unknown>>;
  readonly block: number;
  readonly isBad: boolean;
}

function synthesize(random: DemoScene['random'], { at, own, block, isBad }: Block, say: Say): void {
  const { model, voice, route, workMs } = random.pick(MODELS);
  const request = {
    ...own,
    model_slug: model,
    voice_slug: voice,
    variant_hash: random.hex(16),
    text_length: random.int(80, 620),
    block_idx: block,
    request_id: random.hex(16),
  };
  const respond = (ms: number, status: number): void =>
    say(at + ms + 4, {
      ...own,
      event_type: 'request_complete',
      endpoint: '/v1/audio/:variant',
      method: 'GET',
      status_code: status,
      duration_ms: ms,
      request_id: request.request_id,
    });
  if (random.happens(0.28)) {
    say(at, { event_type: 'cache_hit', ...request });
    respond(random.int(3, 25), 200);
    return;
  }
  const depth = Math.max(0, Math.round(random.skewed(isBad ? 14 : 2, 0.7) - 1));
  const waitMs = Math.round(random.skewed(40 + depth * (isBad ? 420 : 160), 0.6));
  const worker = Math.round(
    random.skewed(workMs * (0.5 + request.text_length / 700) * (isBad ? 2.6 : 1), 0.3),
  );
  const isOverflow = depth > 6 && route === 'local';
  const processor_route = isOverflow ? 'overflow' : route;
  say(at, { event_type: 'synthesis_queued', ...request, queue_depth: depth });
  say(at + waitMs, { event_type: 'synthesis_started', ...request, queue_wait_ms: waitMs });
  if (random.happens(isBad ? 0.3 : 0.012)) {
    const message = isBad
      ? 'CUDA out of memory'
      : random.pick(['connection reset by worker', 'voice not found']);
    say(at + waitMs + worker, {
      event_type: 'synthesis_error',
      ...request,
      processor_route,
      data: { message, name: 'SynthesisError', fingerprint: message.length.toString(16).padStart(8, '0') },
    });
    respond(waitMs + worker, 500);
    return;
  }
  say(at + waitMs + worker, {
    event_type: 'synthesis_complete',
    ...request,
    queue_wait_ms: waitMs,
    worker_latency_ms: worker,
    total_latency_ms: waitMs + worker,
    audio_duration_ms: Math.round(request.text_length * random.normal(62, 4)),
    cache_hit: false,
    processor_route,
    queue_depth: depth,
  });
  respond(waitMs + worker, 200);
}
