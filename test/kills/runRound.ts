import { setTimeout as wait } from 'node:timers/promises';
import type { TicketResponse } from '@parqueue/schema/wire';
import { shardFate } from '../../packages/sdk/src/upload/shardFate.ts';
import type { ShardUpload } from '../../packages/sdk/src/upload/transport.ts';
import type { KnownShard } from '../relayRun/judgeShards.ts';
import type { RelayRun } from '../relayRun/openRelayRun.ts';
import { openPageLife, type PageLife } from '../relayRun/pageLife.ts';
import type { ShardMaker } from '../relayRun/shardMaker.ts';
import type { ShardOrder } from '../relayRun/shardOrder.ts';
import { withOrigin } from '../relayRun/withOrigin.ts';
import { cutFetch } from './cutFetch.ts';
import type { KillPoint } from './killPoints.ts';
import type { RoundPlan } from './planRound.ts';
import { watchPoint } from './watchPoint.ts';

export interface RoundResult {
  readonly round: number;
  readonly point: string;
  readonly isMet: boolean;
  /** Receipts that were read before the relay died. */
  readonly receiptCount: number;
  /** Shards that were sent again when it was back. */
  readonly againCount: number;
  readonly shards: readonly KnownShard[];
  readonly problems: readonly string[];
}

type HubPoint = Extract<KillPoint, { of: 'hub' }>;
type PutPoint = Extract<KillPoint, { of: 'put' }>;

interface Sending {
  readonly order: ShardOrder;
  readonly upload: ShardUpload;
  isDurable: boolean;
}

/** Far above what any of it takes, so that only a relay that stands still is told. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** A few shards are sent, the relay is killed at the round's point and comes back; then all has to come to rest by itself. */
export async function runRound(run: RelayRun, maker: ShardMaker, plan: RoundPlan): Promise<RoundResult> {
  const { round, point, orders } = plan;
  const problems: string[] = [];
  const page = openPageLife({ relayUrl: run.relayUrl, maker, fetch: withOrigin(fetch) });
  const held = await ticketOf(page);
  const sendings: Sending[] = [];
  for (const order of [...orders, plan.last])
    sendings.push({ order, upload: await page.seal(order, held), isDurable: false });

  const kill = { run, plan, page, held, maker, before: sendings.slice(0, -1), last: sendings.slice(-1) };
  const { isMet, relayIsBack } = await (point.of === 'hub' ? killAtHub(kill, point) : killAtPut(kill, point));
  if (!isMet) problems.push('the relay did not come there');
  const receiptCount = sendings.filter(({ isDurable }) => isDurable).length;
  await run.stop();
  await run.start();
  relayIsBack();

  const again = sendings.filter(({ isDurable }) => !isDurable);
  if (!(await untilSo(() => sendAll(page, held, again)))) problems.push('what had no receipt got none later');
  const shardIds = sendings.map(({ upload }) => upload.shardId);
  if (!(await untilSo(() => areCommitted(page, held, shardIds)))) problems.push('not all was committed');
  run.hub.faults.clear();
  return {
    ...{ round, point: point.name, isMet, receiptCount, againCount: again.length, problems },
    shards: sendings.map(({ order, isDurable }) => ({ ...order, isDurable })),
  };
}

interface KillNeeds {
  readonly run: RelayRun;
  readonly plan: RoundPlan;
  readonly page: PageLife;
  readonly held: TicketResponse;
  readonly maker: ShardMaker;
  /** Sent before the kill. */
  readonly before: readonly Sending[];
  /** Sent as it comes. */
  readonly last: readonly Sending[];
}

interface Kill {
  readonly isMet: boolean;
  readonly relayIsBack: () => void;
}

async function killAtHub({ run, plan, page, held, before, last }: KillNeeds, point: HubPoint): Promise<Kill> {
  let sendingLast: Promise<unknown> = Promise.resolve();
  const about = () => {
    sendingLast = sendAll(page, held, last);
  };
  const { struck, relayIsBack } = watchPoint(run, point, { ...plan, about });
  await sendAll(page, held, before);
  const isMet = await Promise.race([struck.then(() => true), wait(PATIENCE_MS, false, { ref: false })]);
  await sendingLast;
  return { isMet, relayIsBack };
}

async function killAtPut(
  { run, page, held, maker, before, last }: KillNeeds,
  { at }: PutPoint,
): Promise<Kill> {
  const met = { isMet: true, relayIsBack: () => {} };
  await sendAll(page, held, before);
  if (at === 'answered') {
    await sendAll(page, held, last);
    run.kill();
    return met;
  }
  const cut = withOrigin(cutFetch(at, run.kill));
  await sendAll(openPageLife({ relayUrl: run.relayUrl, maker, fetch: cut }), held, last);
  return met;
}

async function ticketOf(page: PageLife): Promise<TicketResponse> {
  const answer = await page.tickets.ticket();
  if (answer.kind !== 'ok') throw new Error(`no ticket: ${JSON.stringify(answer)}`);
  return answer.value;
}

/** Together; says whether each has its receipt now. */
async function sendAll(page: PageLife, held: TicketResponse, sendings: readonly Sending[]): Promise<boolean> {
  const offer = async (sending: Sending) => {
    const fate = shardFate(
      await page.transport.putShard(held.ticket, sending.upload),
      sending.upload.rowCount,
    );
    if (fate.kind === 'accepted' || fate.kind === 'committed') sending.isDurable = true;
    if (fate.kind === 'dead') throw new Error(`a shard was refused for good: ${fate.reason}`);
  };
  await Promise.all(sendings.filter(({ isDurable }) => !isDurable).map(offer));
  return sendings.every(({ isDurable }) => isDurable);
}

async function areCommitted(
  page: PageLife,
  held: TicketResponse,
  shardIds: readonly string[],
): Promise<boolean> {
  const answer = await page.transport.shardStates(held.ticket, shardIds);
  return answer.kind === 'ok' && answer.value.every(({ state }) => state === 'committed');
}

async function untilSo(isSo: () => Promise<boolean>): Promise<boolean> {
  const givesUpAt = performance.now() + PATIENCE_MS;
  while (performance.now() < givesUpAt) {
    if (await isSo()) return true;
    await wait(LOOK_EVERY_MS);
  }
  return false;
}
