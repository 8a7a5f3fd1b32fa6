import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SEPARATOR = '\n// next\n';

/** Pieces of TypeScript as this repository formats it: without blank lines, all in one run. */
export function formatCode(pieces: readonly string[]): string[] {
  const input = pieces.map((piece) => piece.replace(/\n\s*\n/g, '\n')).join(SEPARATOR);
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [biome, 'format', '--stdin-file-path=scripts/api.ts'],
    { cwd: ROOT, input, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the public interface could not be formatted:\n${stderr}`);
  return stdout.split(SEPARATOR).map((piece) => piece.trim());
}
