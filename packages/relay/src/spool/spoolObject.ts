import { DurableObject } from 'cloudflare:workers';
import type { ShardState } from '@parqueue/schema/wire';
import type { RelayBindings } from '../bindings.ts';
import { consoleLog } from '../log.ts';
import type { RowOffer, RowOutcome } from '../rows/rowOffer.ts';
import type { ShardClaim } from '../validation/shardClaim.ts';
import { createSpoolService, type SpoolService } from './createSpoolService.ts';
import { CLAIM_HEADER, type SpoolHealth, type SpoolMetrics } from './spoolDoor.ts';

/** How soon to look again when an alarm could not do its work at all. */
const BROKEN_RETRY_MS = 60_000;

/** The Durable Object of one dataset: its storage is the spool, its alarm drives the commits. Only the platform's ways in are here. */
export class SpoolObject extends DurableObject<RelayBindings> {
  readonly #service: SpoolService;

  constructor(ctx: DurableObjectState, bindings: RelayBindings) {
    super(ctx, bindings);
    this.#service = createSpoolService({ storage: ctx.storage, bindings, dataset: ownName(ctx) });
  }

  override async fetch(request: Request): Promise<Response> {
    const header = request.headers.get(CLAIM_HEADER);
    if (header === null || request.body === null) return new Response(null, { status: 400 });
    // The claim comes from our own Worker, which has checked it.
    const claim: ShardClaim = JSON.parse(header);
    return Response.json(await this.#service.put(claim, request.body));
  }

  putRows(offer: RowOffer): Promise<RowOutcome> {
    return this.#service.putRows(offer);
  }

  states(shardIds: string[]): ShardState[] {
    return this.#service.states(shardIds);
  }

  health(): SpoolHealth {
    return this.#service.health();
  }

  metrics(): SpoolMetrics {
    return this.#service.metrics();
  }

  async wake(): Promise<void> {
    await this.#service.arm();
  }

  /** Never throws: the platform gives an alarm up after six failures. */
  override async alarm(): Promise<void> {
    try {
      await this.#service.ring();
    } catch (error) {
      consoleLog('alarm_failed', { problem: error instanceof Error ? error.message : 'unknown' });
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
