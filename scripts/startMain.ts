import { createWriteStream, type WriteStream } from 'node:fs';
import { relative, resolve } from 'node:path';
import { EXAMPLE_PAGES } from './stack/examplePages.ts';
import { probePort } from './stack/freePort.ts';
import { DEFAULT_PORT, parseSettings } from './stack/startSettings.ts';
import { type Stack, startStack } from './startStack.ts';

const OTHER_PATHS = EXAMPLE_PAGES.map(({ path }) => path)
  .filter((path) => path !== '/')
  .join(', ')
  .replace(/, ([^,]+)$/, ' and $1');
/** How many ports after the default one are tried. */
const PORT_TRIES = 100;
/** Far above what stopping takes; a part that hangs must not keep a terminal. */
const STOP_WITHIN_MS = 8000;

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  // Not exitCode: a part that began before the error may keep the process.
  process.exit(1);
});

async function main(): Promise<void> {
  const settings = parseSettings(process.argv.slice(2));
  if ('help' in settings) {
    console.log(settings.help);
    process.exit(0);
  }
  const { dataDir, dataset, allowedOrigins, page, tablesFile } = settings;
  const port = await choosePort(settings.port);
  console.log(`Starting the local hub${page === 'none' ? ' and the relay' : ', the relay and the page'}…`);
  const stack = await startStack({
    dataDir,
    port,
    page,
    dataset,
    allowedOrigins,
    ...(tablesFile !== undefined && { tablesFile }),
    onRelayLog: relayLog(dataDir),
  });
  const stopAsked = waitForStop();
  if (page === 'none') console.log(`Pages of ${allowedOrigins.join(' and ')} may send to "${dataset}".`);
  else console.log(`Beside the recorder there are ${OTHER_PATHS}.`);
  console.log(`The dataset is the folder ${shownPath(stack.datasetDir)}; Ctrl-C stops.`);
  console.log(`Parqueue is running at ${stack.pageUrl ?? stack.relay.url}`);
  await stopAsked;
  await stop(stack);
  console.log(`Parqueue has stopped; ${shownPath(dataDir)} keeps everything.`);
  process.exit(0);
}

/** From the current folder where the path is in it. */
function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || short === '' ? path : short;
}

async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    const state = await probePort(wanted);
    if (state === 'free') return wanted;
    const reason =
      state === 'taken' ? 'is taken by another program' : 'needs rights that this user does not have';
    throw new Error(`--port: ${wanted} ${reason}; choose another one, or leave --port out to get a free one`);
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + PORT_TRIES; port++) {
    if ((await probePort(port)) !== 'free') continue;
    if (port !== DEFAULT_PORT) console.log(`Port ${DEFAULT_PORT} is taken, using ${port}.`);
    return port;
  }
  throw new Error(
    `no free port from ${DEFAULT_PORT} to ${DEFAULT_PORT + PORT_TRIES - 1}; give one with --port PORT`,
  );
}

/** What the relay says goes to a file, since the terminal is for the person. Opened late: only then is the folder ours. */
function relayLog(dataDir: string): (line: string) => void {
  let file: WriteStream | undefined;
  return (line) => {
    file ??= createWriteStream(resolve(dataDir, 'relay.log'));
    file.write(`${line}\n`);
  };
}

/**
 * Resolves at the first signal, or when the process that started this one is gone. Later signals change nothing: one Ctrl-C comes
 * several times, from the terminal and from each parent that passes it on. The libraries of the relay and of the page end the process
 * at a signal by their own listeners, before anything is closed in order; these here take their place.
 */
function waitForStop(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal);
      process.on(signal, () => done());
    }
    process.on('disconnect', () => done());
    if (process.connected === false) done();
  });
}

/** Ends with 0 after Ctrl-C, since that is how this program is meant to end; npm then adds no complaint of its own. */
async function stop(stack: Stack): Promise<void> {
  const hanging = setTimeout(() => {
    console.error(`Parqueue did not stop within ${STOP_WITHIN_MS / 1000} s and was ended.`);
    process.exit(1);
  }, STOP_WITHIN_MS);
  await stack.close();
  clearTimeout(hanging);
}
