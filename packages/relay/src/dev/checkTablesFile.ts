import { access } from 'node:fs/promises';
import { build } from 'esbuild';
import { readTables } from '../readTables.ts';

/**
 * Loads a tables file as the Worker will, to find beforehand what is wrong with it: wrangler's Worker would wait for ever for one that
 * does not come up.
 *
 * @throws {Error} naming the file, what is wrong and, for code, the line.
 */
export async function checkTablesFile(
  file: string,
  options: { readonly alias: Record<string, string>; readonly workingDir: string },
): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) throw new Error(`${file}: there is no such file; it has to declare your tables`);
  try {
    const { outputFiles } = await build({
      entryPoints: [file],
      alias: options.alias,
      absWorkingDir: options.workingDir,
      bundle: true,
      write: false,
      format: 'esm',
      logLevel: 'silent',
    });
    const [script] = outputFiles;
    const encoded = Buffer.from(script?.contents ?? []).toString('base64');
    readTables(await import(`data:text/javascript;base64,${encoded}`));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}
