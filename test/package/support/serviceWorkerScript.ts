import { join } from 'node:path';
import { build } from 'esbuild';

/** What docs/INSTALL.md shows. */
const SHOWN = join(import.meta.dirname, '../../consumers/apps/serviceWorker/src/sw.js');

/** The service worker that a site with the package in `dir` gets of esbuild, with this relay. */
export async function serviceWorkerScript(dir: string, relay: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [SHOWN],
    bundle: true,
    write: false,
    alias: { '@parqueue/sdk/service-worker': join(dir, 'service-worker.js') },
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error(`${SHOWN}: esbuild gave no output`);
  return script.text.replace('https://relay.example.workers.dev', relay);
}
