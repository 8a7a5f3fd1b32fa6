import type { ShardRecord } from '../../packages/sdk/src/store/records.ts';
import { CALM, NETWORK_FAULTS, type NetworkFault } from './network.ts';
import type { Page } from './page.ts';
import { endRealm, freezeRealm, pageOf, type Realm, thawRealm } from './realm.ts';
import type { Trouble } from './runOptions.ts';
import type { World } from './world.ts';

type Deed = (world: World) => void;

/** What each kind of trouble does now and then. A new one is a line here and a word in `TROUBLES`. */
const DEEDS: Readonly<Partial<Record<Trouble, readonly Deed[]>>> = {
  network: [changeNetwork, changeNetwork, clearNetwork],
  'narrow-proxy': [narrowProxy],
  storage: [troubleStorage, calmStorage],
  'full-storage': [fillStorage, emptyStorage],
  'worker-deaths': [killWorker, hangWorker],
  'late-core': [(world) => anyPage(world)?.coreArrives()],
  'page-kills': [(world) => withRealm(anyPage(world), world.kill)],
  'browser-kills': [killBrowser],
  'power-loss': [losePower],
  bfcache: [freezePage, freezePage, thawPage, destroyFrozen],
  clock: [moveClock],
  'relay-restarts': [restartRelay, (world) => world.relay.dropTickets()],
  'relay-loss': [loseShard],
  'other-user': [(world) => world.relay.changeUser()],
};

/** Does one thing of those that this run's troubles allow. */
export function strike(world: World): void {
  const deeds = [...world.options.troubles].flatMap((trouble) => DEEDS[trouble] ?? []);
  if (deeds.length > 0) world.random.pick(deeds)(world);
}

/** From here on nothing goes wrong any more: what was broken works, what was frozen goes on or is gone. */
export function endTroubles(world: World): void {
  const { weather, network, pages, random } = world;
  world.trace.note('troubles end');
  Object.assign(weather, { isBad: false, storagePercent: 0, isFull: false, isRelayUp: true });
  network.state = CALM;
  for (const page of [...pages.values()]) {
    page.coreArrives();
    // One that stays frozen must be in nobody's way. A worker that hangs is found by its page's deadlines.
    const fate = random.pick(['is destroyed', 'goes on', 'stays'] as const);
    if (fate === 'goes on') thaw(world, page);
    if (fate === 'is destroyed' && page.realm.state === 'frozen') endRealm(page.realm, true);
  }
}

function anyPage({ random, pages }: World, state: Realm['state'] = 'alive'): Page | undefined {
  const wanted = [...pages.values()].filter(({ realm }) => realm.state === state);
  return wanted.length === 0 ? undefined : random.pick(wanted);
}

function withRealm(page: Page | undefined, work: (realm: Realm) => void): void {
  if (page !== undefined) work(page.realm);
}

function changeNetwork(world: World): void {
  const { random, network, trace } = world;
  const percent: Partial<Record<NetworkFault, number>> = {};
  for (const fault of NETWORK_FAULTS) if (random.chance(0.3)) percent[fault] = random.int(1, 30);
  if (random.chance(0.2)) percent.down = 100;
  network.state = { ...network.state, percent, latencyMs: random.pick([2, 50, 500, 5_000]) };
  trace.note(`network: ${JSON.stringify(network.state)}`);
}

function clearNetwork({ network }: World): void {
  network.state = { ...network.state, percent: {} };
}

/**
 * A proxy that refuses what it let pass before, and only while nothing is on its way: a shard that arrives after its sender was told that
 * it is too large, and asked in vain whether it came, is in the dataset twice. No client can help that without the relay's.
 */
function narrowProxy({ network, random, trace, disk, relay }: World): void {
  if (network.landingCount() > 0) return;
  // The worst moment is when a shard has come through, and its page has not heard of it.
  const unheard = disk.list('shards', []).find(({ key }) => relay.shards.has(String(key[0])));
  const { sizeBytes = 300 } = (unheard?.value as ShardRecord | undefined) ?? {};
  const proxyMaxBytes = random.pick([sizeBytes - 1, 150, 600, Number.POSITIVE_INFINITY]);
  trace.note(`a proxy takes ${proxyMaxBytes} bytes`);
  const percent = { ...network.state.percent, 'reply-lost': random.pick([0, 20, 50]) };
  network.state = { ...network.state, percent, proxyMaxBytes };
}

function troubleStorage({ weather, random }: World): void {
  weather.storagePercent = random.pick([2, 10, 40]);
}

function calmStorage({ weather }: World): void {
  weather.storagePercent = 0;
}

function fillStorage({ weather, trace }: World): void {
  trace.note('storage is full');
  weather.isFull = true;
}

function emptyStorage({ weather }: World): void {
  weather.isFull = false;
}

const lastWorker = (page: Page | undefined): Realm | undefined => page?.workers.at(-1);

function killWorker(world: World): void {
  const worker = lastWorker(anyPage(world));
  if (worker === undefined) return;
  world.trace.note(`${worker.name} dies`);
  endRealm(worker, true);
}

function hangWorker(world: World): void {
  const worker = lastWorker(anyPage(world));
  if (worker === undefined) return;
  world.trace.note(`${worker.name} hangs`);
  freezeRealm(worker);
  const { scheduler, random } = world;
  scheduler.after(scheduler.world, random.int(1_000, 40_000), 'a worker goes on', () => {
    if (pageOf(worker).state === 'alive') thawRealm(worker, scheduler.resume);
  });
}

function killBrowser(world: World): void {
  world.trace.note('the browser is killed');
  for (const realm of [...world.pages.keys()]) world.kill(realm);
}

function losePower(world: World): void {
  killBrowser(world);
  world.transactions.losePower();
  const since = world.disk.losePower((count) => world.random.int(0, count));
  world.trace.note(`the machine lost power, and what was stored since ${since}`);
  world.model.forget(since ?? world.scheduler.now());
}

/** The page is told as browsers tell it, and nothing of it runs until it is looked at again. */
function freezePage(world: World): void {
  const { scheduler, random, trace, locks, pages } = world;
  // One that sends is the worst to lose: others may be waiting for its lock.
  const sender = locks.sender();
  const page = (sender && random.chance(0.7) ? pages.get(pageOf(sender)) : undefined) ?? anyPage(world);
  if (page === undefined || page.realm.state !== 'alive') return;
  for (let times = random.int(1, 3); times > 0; times--)
    scheduler.after(page.realm, 0, 'hidden', () => page.tell('leaving'));
  scheduler.after(scheduler.world, random.int(0, 40), 'freeze', () => {
    if (page.realm.state !== 'alive' || !world.weather.isBad) return;
    trace.note(`${page.realm.name} is frozen`);
    freezeRealm(page.realm);
  });
}

function thawPage(world: World): void {
  const page = anyPage(world, 'frozen');
  if (page !== undefined) thaw(world, page);
}

function thaw({ scheduler, trace }: World, page: Page): void {
  if (page.realm.state !== 'frozen') return;
  trace.note(`${page.realm.name} goes on`);
  thawRealm(page.realm, scheduler.resume);
  scheduler.after(page.realm, 0, 'shown', () => page.tell('back'));
}

function destroyFrozen(world: World): void {
  withRealm(anyPage(world, 'frozen'), world.kill);
}

function moveClock({ weather, random, trace }: World): void {
  const hour = 3_600_000;
  weather.clockOffsetMs += random.pick([-hour, -5_000, 5_000, hour, 72 * hour, -72 * hour]);
  trace.note(`the clock is off by ${weather.clockOffsetMs} ms`);
}

function restartRelay({ weather, scheduler, random, trace }: World): void {
  trace.note('the relay restarts');
  weather.isRelayUp = false;
  scheduler.after(scheduler.world, random.int(1, 30_000), 'relay is up', () => {
    weather.isRelayUp = true;
  });
}

function loseShard({ relay, random, trace }: World): void {
  const spooled = [...relay.shards.values()].filter(({ state }) => state === 'spooled');
  if (spooled.length === 0) return;
  const { shardId } = random.pick(spooled);
  trace.note(`the relay loses ${shardId}`);
  relay.lose(shardId);
}
