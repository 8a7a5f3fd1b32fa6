import { DurableObject } from 'cloudflare:workers';
import { MEDIA_TYPE } from '@parqueue/schema/wire';
import type { RelayBindings } from '../bindings.ts';
import type { Fed, FeedOrder, FeedOutcome } from '../committer/feeder.ts';
import type { HubFailure } from '../hub/hubError.ts';
import { createConsoleLog } from '../log.ts';
import type { RowOffer, RowOutcome } from '../rows/rowOffer.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import { createSpoolService, type SpoolService } from './createSpoolService.ts';
import type { DeadLetter } from './deadLetter.ts';
import type { Erasure } from './eraseUser.ts';
import type { Requeued } from './operatorService.ts';
import type { ShardPlace } from './shardPlaces.ts';
import type { KnownShard } from './spool.ts';
import { CLAIM_HEADER, type SpoolHealth, type SpoolMetrics, type SpoolShardState } from './spoolDoor.ts';
import { parseSpoolName } from './spoolNames.ts';
import type { SpoolStatus } from './spoolStatus.ts';

/** How soon to look again when an alarm could not do its work at all. */
const BROKEN_RETRY_MS = 60_000;

/** The Durable Object of one spool: its storage holds the shards, its alarm drives the commits. Only the platform's ways in are here. */
export class SpoolObject extends DurableObject<RelayBindings> {
  readonly #service: SpoolService;

  constructor(ctx: DurableObjectState, bindings: RelayBindings) {
    super(ctx, bindings);
    this.#service = createSpoolService({ storage: ctx.storage, bindings, ...parseSpoolName(ownName(ctx)) });
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.method === 'GET') return this.#deadFile(new URL(request.url).pathname.slice(1));
    const header = request.headers.get(CLAIM_HEADER);
    if (header === null || request.body === null) return new Response(null, { status: 400 });
    // The claim comes from our own Worker, which has checked it.
    const claim: ShardClaim = JSON.parse(header);
    return Response.json(await this.#service.put(claim, request.body));
  }

  putRows(offer: RowOffer): Promise<RowOutcome> {
    return this.#service.putRows(offer);
  }

  states(shardIds: readonly string[]): SpoolShardState[] {
    return this.#service.states(shardIds);
  }

  find(shardId: string): KnownShard | undefined {
    return this.#service.find(shardId);
  }

  health(): SpoolHealth {
    return this.#service.health();
  }

  metrics(): SpoolMetrics {
    return this.#service.metrics();
  }

  countRefusals(counts: Readonly<Record<string, number>>): void {
    this.#service.countRefusals(counts);
  }

  status(): SpoolStatus {
    return this.#service.operator.status();
  }

  deadLetters(after: string, maxCount: number): readonly DeadLetter[] {
    return this.#service.operator.page(after, maxCount);
  }

  #deadFile(shardId: string): Response {
    const file = this.#service.operator.deadFile(shardId);
    if (file === undefined) return new Response(null, { status: 404 });
    const { bytes, sizeBytes, format } = file;
    const headers = { 'Content-Type': MEDIA_TYPE[format], 'Content-Length': String(sizeBytes) };
    return new Response(bytes.pipeThrough(new FixedLengthStream(sizeBytes)), { headers });
  }

  requeue(shardIds: readonly string[]): Promise<Requeued> {
    return this.#service.operator.requeue(shardIds);
  }

  removeDead(shardId: string): boolean {
    return this.#service.operator.removeDead(shardId);
  }

  erase(userId: string, isRepoDone: boolean): Erasure {
    return this.#service.operator.erase(userId, isRepoDone);
  }

  async wake(): Promise<void> {
    await this.#service.arm();
  }

  countEver(): number {
    return this.#service.first().countEver();
  }

  countInForce(): number | null {
    return this.#service.first().countInForce();
  }

  async noteWaiting(spool: number, since: number): Promise<void> {
    this.#service.first().noteWaiting(spool, since);
    await this.#service.arm();
  }

  async reopen(spool: number, batchId: string, paths: readonly string[]): Promise<void> {
    this.#service.first().reopen(spool, batchId, paths);
    await this.#service.arm();
  }

  prepare(order: FeedOrder): Promise<Fed> {
    return this.#service.feeder().prepare(order);
  }

  settle(batchId: string, outcome: FeedOutcome): Promise<void> {
    return this.#service.feeder().settle(batchId, outcome);
  }

  heed(failure: HubFailure['kind'] | null): Promise<void> {
    return this.#service.feeder().heed(failure);
  }

  setGate(spoolCount: number | null): void {
    this.#service.gate.set(spoolCount);
  }

  placesAfter(shardId: string, maxCount: number): readonly ShardPlace[] {
    return this.#service.places.page(shardId, maxCount);
  }

  addPlaces(places: readonly ShardPlace[]): void {
    this.#service.places.add(places);
  }

  /** Never throws: the platform gives an alarm up after six failures. */
  override async alarm(): Promise<void> {
    try {
      await this.#service.ring();
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'unknown';
      createConsoleLog('error')('alarm_failed', { problem });
      await this.ctx.storage.setAlarm(Date.now() + BROKEN_RETRY_MS);
    }
  }
}

/** The name by which the object is called. It is not told to alarms, so the first call has it kept. */
function ownName(ctx: DurableObjectState): string {
  const known = ctx.storage.kv.get<string>('dataset');
  if (known !== undefined) return known;
  const { name } = ctx.id;
  if (name === undefined) throw new Error('a spool is called by the name of its dataset');
  ctx.storage.kv.put('dataset', name);
  return name;
}
