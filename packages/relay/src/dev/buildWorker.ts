import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { QUIET_WRANGLER } from './quietWrangler.ts';

/** The relay's own. */
export const WRANGLER_CONFIG = fileURLToPath(new URL('../../../../wrangler.toml', import.meta.url));

export interface BuildWorkerOptions {
  /** An empty folder for it, or one that is not there. */
  readonly outDir: string;
  /** The module that it begins with; that of wrangler.toml by default. */
  readonly entry?: string;
}

/**
 * Builds the Worker as `wrangler deploy` would upload it, without network and without an account.
 *
 * @returns the file of its one module
 * @throws {Error} with what wrangler says; where there are more modules, since what uses this knows of one
 */
export async function buildWorker({ outDir, entry }: BuildWorkerOptions): Promise<string> {
  const wrangler = join(
    dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
    'bin/wrangler.js',
  );
  const options = ['--dry-run', '--outdir', outDir, '--config', WRANGLER_CONFIG];
  const args = ['deploy', ...(entry === undefined ? [] : [entry]), ...options];
  try {
    await promisify(execFile)(process.execPath, [wrangler, ...args], {
      cwd: dirname(WRANGLER_CONFIG),
      // As on a machine that builds for others: nothing is asked.
      env: { ...process.env, ...QUIET_WRANGLER, CI: 'true' },
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`wrangler did not build the Worker:\n${stdout}${stderr}`.trimEnd());
  }
  const others = (await readdir(outDir)).filter((name) => !/^(index\.js(\.map)?|README\.md)$/.test(name));
  if (others.length > 0) throw new Error(`the Worker has modules beside its first: ${others.join(', ')}`);
  return join(outDir, 'index.js');
}
