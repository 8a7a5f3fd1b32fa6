import type { Row } from '@parqueue/schema';
import { alignment, recitationError } from '@parqueue/schema/presets';
import { type Clip, type Consent, createLogger, type ParqueueError, type Stats } from '@parqueue/sdk';
import type { WorkerDeed } from './deedWorker.ts';

/** The script of a tab under test: a logger, and what tests have it do. */
const given = new URL(location.href).searchParams;
const relay = given.get('relay') ?? location.origin;

/** Every worker that this page started. */
const workers: Worker[] = [];
window.Worker = class extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args);
    workers.push(this);
  }
};

const log = createLogger({
  relay,
  dataset: 'recitations',
  tables: { runs: alignment, errors: recitationError },
  flushEvery: '1s',
  writer: given.get('writer') === 'light' ? 'light' : 'parquet',
  ...(given.has('consent') ? { consent: given.get('consent') as Consent } : {}),
  ...(given.has('audioBytes') ? { quota: { audioBytes: Number(given.get('audioBytes')) } } : {}),
  ...(given.has('workerUrl') ? { workerUrl: given.get('workerUrl') as string } : {}),
});

const restarted: unknown[] = [];
log.on('restarted', (detail) => restarted.push(detail));
const recovered: unknown[] = [];
log.on('recovered', (detail) => recovered.push(detail));
let restoreCount = 0;
log.on('restored', () => restoreCount++);
const dropped: unknown[] = [];
log.on('dropped', (detail) => dropped.push(detail));
const full: { kind: string; recordingId?: string }[] = [];
log.on('quota', (detail) => full.push(detail));
/** How often lasting storage was asked for. */
let persistCount = 0;
const persist = navigator.storage?.persist?.bind(navigator.storage);
if (persist !== undefined)
  navigator.storage.persist = () => {
    persistCount++;
    return persist();
  };
const degraded: unknown[] = [];
log.on('degraded', (detail) => degraded.push(detail));

/** How often this page came back out of the cache of the way back. */
let returnCount = 0;
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) returnCount++;
});
let freezeCount = 0;
document.addEventListener('freeze', () => {
  freezeCount++;
});

async function filesIn(
  folder: FileSystemDirectoryHandle,
  path = '',
): Promise<[path: string, base64: string][]> {
  const files: [string, string][] = [];
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind === 'file')
      files.push([path + name, await base64(await (entry as FileSystemFileHandle).getFile())]);
    else files.push(...(await filesIn(entry as FileSystemDirectoryHandle, `${path}${name}/`)));
  }
  return files;
}

const base64 = (blob: Blob): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^.*,/, ''));
    reader.readAsDataURL(blob);
  });

const tab = {
  /** Appends error rows named `label 0`, `label 1`, …; resolves when they are stored. */
  async append(label: string, from: number, count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, i) =>
      log.errors.append({ error_message: `${label} ${from + i}` }),
    );
    await Promise.all(rows.map(({ stored }) => stored));
  },
  /** Appends without waiting for anything. */
  appendUnstored(label: string, from: number, count: number): void {
    for (let i = from; i < from + count; i++) log.errors.append({ error_message: `${label} ${i}` });
  },
  /** Appends and leaves in one task: no message to a worker gets out before. */
  appendAndLeave(label: string, count: number): void {
    for (let i = 0; i < count; i++) log.errors.append({ error_message: `${label} ${i}` });
    location.reload();
  },
  /** Appends and goes through the history, or to another page, in one task. */
  appendAndGo(label: string, from: number, count: number, to: string): void {
    for (let i = from; i < from + count; i++) log.errors.append({ error_message: `${label} ${i}` });
    if (to === 'back' || to === 'forward') history[to]();
    else location.href = to;
  },
  /** Records the microphone and appends the take with `surah` as its mark; resolves when it is stored. */
  async record(surah: number, seconds: number): Promise<string> {
    const recording = await log.record();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const { clips } = await recording.stop();
    const [clip] = clips;
    if (clip === undefined) throw new Error('nothing was recorded');
    await log.runs.append({ audio: clip, surah }).stored;
    return clip.pcmSha256;
  },
  /** Begins to record, and appends a row with the recording that runs. */
  async recordOn(surah: number): Promise<void> {
    const recording = await log.record();
    await log.runs.append({ audio: recording, surah }).stored;
  },
  /** Records noise, which no codec makes smaller, until there is no more room, and appends what was kept. */
  async recordUntilFull(surah: number): Promise<{ state: string; durationsS: number[]; told: boolean }> {
    // A page that has the microphone may let its own sound run.
    await navigator.mediaDevices.getUserMedia({ audio: true });
    const context = new AudioContext();
    const noise = context.createBuffer(1, context.sampleRate, context.sampleRate);
    noise.copyToChannel(
      noise.getChannelData(0).map(() => Math.random() - 0.5),
      0,
    );
    const source = new AudioBufferSourceNode(context, { buffer: noise, loop: true });
    const { stream } = source.connect(
      context.createMediaStreamDestination(),
    ) as MediaStreamAudioDestinationNode;
    source.start();
    const recording = await log.record({ stream });
    const until = Date.now() + 60_000;
    while (recording.state === 'recording' && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const { clips } = await recording.stop();
    const [clip] = clips;
    // Where there is no room for the row either, it waits on the page.
    if (clip) log.runs.append({ audio: clip, surah });
    await context.close();
    const told = full.some(({ recordingId }) => recordingId === recording.recordingId);
    return { state: recording.state, durationsS: clips.map(({ durationS }) => durationS), told };
  },
  full: () => full,
  /** Exports into a folder, and as a zip: the folder's files as base64 by path, and the bytes of the zip. */
  async exportAll(): Promise<{ files: Record<string, string>; zip: string }> {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(crypto.randomUUID(), { create: true });
    await log.export({ folder });
    const zip = await log.export();
    return { files: Object.fromEntries(await filesIn(folder)), zip: await base64(zip) };
  },
  persistCount: () => persistCount,
  /** Records for no row, to the end. */
  async recordAlone(seconds: number): Promise<void> {
    const recording = await log.record();
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    await recording.stop();
  },
  /** Begins to record, for no row. */
  async recordForNone(): Promise<void> {
    await log.record();
  },
  /** Appends a row with the first clip of a recording that was recovered. */
  async takeRecovered(surah: number): Promise<void> {
    const [{ clips }] = recovered as [{ clips: Clip[] }];
    const [clip] = clips;
    if (clip !== undefined) await log.runs.append({ audio: clip, surah }).stored;
  },
  /** Appends a run without audio. */
  async appendRun(row: Row<typeof alignment>): Promise<void> {
    await log.runs.append(row).stored;
  },
  /** Appends a run with half a second of sound; gives its id once it is in the dataset. */
  async commitRun(row: Row<typeof alignment>): Promise<string> {
    const samples = Float32Array.from({ length: 8_000 }, (_, i) => Math.sin(i / 8) / 2);
    const [clip] = await log.encode(samples, { sampleRate: 16_000 });
    const handle = log.runs.append({ ...row, ...(clip && { audio: clip }) });
    await log.flush({ until: 'committed' });
    await handle.committed;
    return handle.rowId;
  },
  changeRun: (rowId: string, change: Row<typeof alignment>) => log.runs.row(rowId).set(change),
  /** Changes a run and leaves in one task: no message to a worker gets out before. */
  changeRunAndLeave(rowId: string, change: Row<typeof alignment>): void {
    void log.runs.row(rowId).set(change);
    location.reload();
  },
  pushSegments: (rowId: string, ...runs: NonNullable<Row<typeof alignment>['segments']>[number][]) =>
    log.runs.row(rowId).push('segments', ...runs),
  setConsent: (consent: Consent) => log.setConsent(consent),
  /** What a row is refused with now; undefined when it is taken. */
  async refusal(): Promise<string | undefined> {
    const { stored } = log.errors.append({ error_message: 'a probe' });
    return stored.then(
      () => undefined,
      (error: ParqueueError) => error.code,
    );
  },
  /** Lets everything that is said be stored or counted. */
  settle: async (): Promise<void> => void (await log.stats()),
  /** Records until audio is turned off, and appends what was kept. */
  async recordUntilOff(surah: number): Promise<{ state: string; clips: number; code: string }> {
    const recording = await log.record();
    await new Promise((resolve) => setTimeout(resolve, 700));
    await log.setAudio(false);
    const { clips } = await recording.stop();
    const [clip] = clips;
    if (clip) await log.runs.append({ audio: clip, surah }).stored;
    const code = await log.record().then(
      () => 'none',
      (error: ParqueueError) => error.code,
    );
    return { state: recording.state, clips: clips.length, code };
  },
  /** Everything that lies in the database, as others than the SDK read it. */
  async dumpDatabase(): Promise<Record<string, unknown[]>> {
    const name = `parqueue/${new URL(relay).origin}/recitations`;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const dumped: Record<string, unknown[]> = {};
    for (const area of database.objectStoreNames) {
      const store = database.transaction(area).objectStore(area);
      const all = <T>(request: IDBRequest<T[]>) =>
        new Promise<T[]>((resolve) => {
          request.onsuccess = () => resolve(request.result);
        });
      const [keys, values] = await Promise.all([all(store.getAllKeys()), all(store.getAll())]);
      dumped[area] = keys.map((key, i) => [key, values[i]]);
    }
    database.close();
    return dumped;
  },
  /** Deletes the database, as a browser does that finds it corrupt. */
  deleteDatabase: () =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(`parqueue/${new URL(relay).origin}/recitations`);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    }),
  /** How often the database was had again from its second copy. */
  restored: () => restoreCount,
  /** All text in the files of the database's second copy. */
  async dumpBackup(): Promise<string> {
    const name = encodeURIComponent(`parqueue/${new URL(relay).origin}/recitations`);
    let folder = await navigator.storage.getDirectory();
    for (const part of ['parqueue', name]) folder = await folder.getDirectoryHandle(part);
    const texts = ['a', 'b'].map(async (file) => (await (await folder.getFileHandle(file)).getFile()).text());
    return (await Promise.all(texts)).join();
  },
  /** What recording and encoding are refused with. */
  async audioRefusals(): Promise<unknown[]> {
    const tries = [log.record(), log.encode(new Float32Array(16_000), { sampleRate: 16_000 })];
    const settled = await Promise.allSettled(tries);
    return settled.map(
      (one) => one.status === 'rejected' && { code: one.reason.code, message: one.reason.message },
    );
  },
  /** Has the worker do as `deedWorker.ts` describes. */
  inWorker: (deed: WorkerDeed): void => workers.at(-1)?.postMessage({ deed }),
  /** How many workers this page started. */
  workers: () => workers.length,
  /** How often this page came back as it was; why not, where it was loaded anew. */
  returns: (): unknown => {
    const [entry] = performance.getEntriesByType('navigation') as { notRestoredReasons?: unknown }[];
    return entry?.notRestoredReasons ?? returnCount;
  },
  freezes: () => freezeCount,
  where: async () => (await log.stats()).engine,
  flush: (until: 'accepted' | 'committed') => log.flush({ until }),
  stats: (): Promise<Stats> => log.stats(),
  dropped: () => dropped,
  degraded: () => degraded,
  restarted: () => restarted,
  recovered: () => recovered,
};

Object.assign(window, { tab });
