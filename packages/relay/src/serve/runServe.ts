import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { distFiles, type Variables } from './distFiles.ts';
import { lockData } from './lockData.ts';
import { parseWorkerdLine } from './logLines.ts';
import { openLog, type ServeLog } from './openLog.ts';
import { type Environment, parseServeSettings, type ServeSettings } from './serveSettings.ts';
import { startWorkerd, type Workerd } from './startWorkerd.ts';
import { wakeRelay } from './wakeRelay.ts';

export interface ServePlace {
  /** What `relay:build` made. */
  readonly distDir: string;
  readonly environment: Environment;
  readonly print: (line: string) => void;
  /** Resolves when the relay is to stop. */
  readonly stopAsked: Promise<unknown>;
}

/** How often the spools are woken, in case an alarm got lost: as the cron trigger of wrangler.toml does. */
const WATCH_INTERVAL_MS = 10 * 60_000;

/**
 * Runs the relay under workerd until it is to stop.
 *
 * @returns the exit code: 0 when it was stopped, 1 when workerd ended by itself
 * @throws {Error} with what is wrong: variables, a folder in use, a relay that was not built
 */
export async function runServe({ distDir, environment, print, stopAsked }: ServePlace): Promise<number> {
  const settings = parseServeSettings(environment, await readVariables(distDir));
  const spoolDir = join(settings.dataDir, 'spool');
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  const log = openLog({ threshold: settings.logLevel, file: settings.logFile, print });
  const lock = await lockData(settings.dataDir, 'give this one another folder with DATA_DIR');
  const watchdog = join(settings.dataDir, 'watchdog.sock');
  try {
    // Of a former relay, which was killed.
    await rm(watchdog, { force: true });
    const onLine = (line: string): void => log.write(parseWorkerdLine(line));
    const workerd = await startWorkerd({
      files: distFiles(distDir),
      settings,
      spoolDir,
      watchdog,
      begun: lock.noteChildren,
      onLine,
    });
    return await watch(workerd, { log, watchdog, settings, stopAsked });
  } finally {
    log.close();
    await rm(watchdog, { force: true });
    await lock.release();
  }
}

interface Watched {
  readonly log: ServeLog;
  readonly watchdog: string;
  readonly settings: ServeSettings;
  readonly stopAsked: Promise<unknown>;
}

async function watch(workerd: Workerd, { log, watchdog, settings, stopAsked }: Watched): Promise<number> {
  const wake = (): void =>
    void wakeRelay(watchdog).catch((error: Error) =>
      log.write({ level: 'warn', event: 'wake_failed', problem: error.message }),
    );
  log.write({ level: 'info', event: 'serving', host: settings.host, port: workerd.port });
  wake();
  const waking = setInterval(wake, WATCH_INTERVAL_MS);
  const how = await Promise.race([workerd.ended, stopAsked.then(() => undefined)]);
  clearInterval(waking);
  if (how !== undefined) {
    log.write({ level: 'error', event: 'workerd_ended', problem: how });
    return 1;
  }
  log.write({ level: 'info', event: 'stopping' });
  await workerd.stop();
  log.write({ level: 'info', event: 'stopped' });
  return 0;
}

async function readVariables(distDir: string): Promise<Variables> {
  try {
    return JSON.parse(await readFile(distFiles(distDir).variables, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${distDir}: there is no relay; build it with npm run relay:build`);
  }
}
