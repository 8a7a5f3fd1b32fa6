import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findStrays } from './build/findStrays.ts';
import { packSdk } from './build/packSdk.ts';

// Packs the package and has publint and attw judge the tarball; and looks for what bundlers of its users would stumble over.

const dir = await mkdtemp(join(tmpdir(), 'parqueue-pack-'));
try {
  const tarball = await packSdk(dir);
  const complaints = await Promise.all([
    complaintOf('publint', 'publint/src/cli.js', ['run', tarball, '--strict']),
    complaintOf('attw', '@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'esm-only']),
    findStrays(join(dir, 'dist')).then((strays) => strays.join('\n')),
  ]);
  const said = complaints.filter((complaint) => complaint !== '');
  for (const complaint of said) console.error(complaint);
  console.log(`package: ${said.length === 0 ? 'nothing to complain of' : 'see above'}`);
  process.exitCode = said.length > 0 ? 1 : 0;
} finally {
  await rm(dir, { recursive: true });
}

/** What a tool says when it is not content. */
async function complaintOf(name: string, script: string, args: readonly string[]): Promise<string> {
  const path = join(import.meta.dirname, '../node_modules', script);
  try {
    await promisify(execFile)(process.execPath, [path, ...args]);
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${name}: ${stdout}${stderr}`;
  }
}
