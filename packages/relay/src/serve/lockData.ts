import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isAlive, markChildren, markProcess, type ProcessMark, parseMark } from './processMark.ts';

export interface DataLock {
  /** Notes what this process has started, to be ended by who takes the folder over if this process is killed. */
  noteChildren(): Promise<void>;
  release(): Promise<void>;
}

/** What the lock file holds. */
interface Holder {
  readonly owner: ProcessMark;
  readonly children: readonly ProcessMark[];
}

/** Far above what the end of a process takes. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 20;
const READ_TRIES = 50;

/**
 * Takes a data folder for this process, since two relays would commit the same rows. From a process that was killed it is taken over,
 * and the relay that such a process leaves behind is ended first.
 *
 * @param advice what to do while another process holds it, which is an error: it follows on "stop it, or "
 */
export async function lockData(dataDir: string, advice: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'running.json');
  const owner = await markProcess(process.pid);
  while (!(await tryWrite(path, { owner, children: [] }))) {
    const held = await readHolder(path);
    if (held && (await isAlive(held.owner))) throw new Error(inUse(dataDir, held.owner, advice));
    for (const child of held?.children ?? []) await endProcess(child);
    // Another process may have taken it over meanwhile.
    if (isDeepStrictEqual(await readHolder(path), held)) await rm(path, { force: true });
  }
  return {
    async noteChildren() {
      const written = `${path}.new`;
      await writeFile(written, JSON.stringify({ owner, children: await markChildren() }));
      await rename(written, path);
    },
    release: () => rm(path, { force: true }),
  };
}

const inUse = (dataDir: string, { pid }: ProcessMark, advice: string): string =>
  `Parqueue already runs on ${dataDir} (process ${pid}); stop it, or ${advice}`;

function tryWrite(path: string, holder: Holder): Promise<boolean> {
  return writeFile(path, JSON.stringify(holder), { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

/** Undefined where there is none; one that cannot be read yet is being written, and given time for that. */
async function readHolder(path: string): Promise<Holder | undefined> {
  for (let tries = 0; tries < READ_TRIES; tries++) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    const held = text === undefined ? undefined : parseHolder(text);
    if (held !== undefined || text === undefined) return held;
    await setTimeout(LOOK_AGAIN_MS);
  }
  return undefined;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { owner, children }: Partial<Record<string, unknown>> = JSON.parse(text);
    const mark = parseMark(owner);
    if (!mark || !Array.isArray(children)) return undefined;
    return { owner: mark, children: children.map(parseMark).filter((child) => child !== undefined) };
  } catch {
    return undefined;
  }
}

/** Without a mark of its start, a process is left alone: its id may be another's by now. */
async function endProcess(mark: ProcessMark): Promise<void> {
  if (mark.startedAt === '' || !(await isAlive(mark))) return;
  process.kill(mark.pid, 'SIGKILL');
  // Until then it has its port, and its files open.
  for (const givesUpAt = Date.now() + PATIENCE_MS; await isAlive(mark); await setTimeout(LOOK_AGAIN_MS))
    if (Date.now() > givesUpAt) throw new Error(`process ${mark.pid} of a former Parqueue does not end`);
}
