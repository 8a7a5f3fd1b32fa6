import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Says who holds a data folder: process ids come again, a process with this id and this start does not. */
interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/**
 * Takes a data folder for this process, since two relays would commit the same rows. A lock that a dead process left is taken over.
 * Rejects with what to do while another process holds it.
 */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'running.json');
  const holder: Holder = { pid: process.pid, startedAt: await startOf(process.pid) };
  while (!(await tryWrite(path, holder))) {
    const other = await readHolder(path);
    if (other && (await isAlive(other))) {
      throw new Error(
        `Parqueue already runs on ${dataDir} (process ${other.pid}); stop it, or give this one another folder with --data DIR`,
      );
    }
    await rm(path, { force: true });
  }
  return () => rm(path, { force: true });
}

function tryWrite(path: string, holder: Holder): Promise<boolean> {
  return writeFile(path, JSON.stringify(holder), { flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const { pid, startedAt }: Partial<Record<string, unknown>> = JSON.parse(await readFile(path, 'utf8'));
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}

async function isAlive({ pid, startedAt }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return (await startOf(pid)) === startedAt;
}

/** When the process began, in the words of the system; empty where it does not tell, as outside Linux. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22. The second one is the name in brackets, which may hold blanks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
