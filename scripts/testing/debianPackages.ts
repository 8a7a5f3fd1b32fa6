import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Installs packages where that is possible without asking anybody, and says so. */
export function installFromDebian(names: readonly string[]): void {
  if (names.length === 0 || !isRootOfDebian()) return;
  console.log(`Installing ${names.join(' and ')} from Debian…`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  runQuietly('apt-get', ['update'], { env });
  runQuietly('apt-get', ['install', '-y', '--no-install-recommends', ...names], { env });
}

function isRootOfDebian(): boolean {
  const isDebian =
    existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  return isDebian && process.getuid?.() === 0;
}

/** Shows what the command printed only when it failed; the tests then say what is missing. */
export function runQuietly(command: string, args: readonly string[], options: SpawnSyncOptions = {}): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { ...options, encoding: 'utf8' });
  if (status === 0) return;
  console.log(`${stdout}${stderr}${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
}
