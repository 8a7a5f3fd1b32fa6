import { join } from 'node:path';
import { build, type Plugin, preview } from 'vite';

export interface ServedPages {
  readonly origin: string;
  close(): Promise<void>;
}

const PAGE = join(import.meta.dirname, 'page');

/** Builds the page with every SDK in a chunk of its own, as a site would ship it, and serves it on the given port. */
export async function servePages(
  outDir: string,
  port: number,
  peersDir: string,
  root = PAGE,
): Promise<ServedPages> {
  const config = {
    root,
    configFile: false as const,
    logLevel: 'error' as const,
    worker: { format: 'es' as const },
    plugins: [fromCache(peersDir)],
    build: { outDir, target: 'es2022' },
    preview: { host: '127.0.0.1', port, strictPort: true },
  };
  await build(config);
  const server = await preview(config);
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** What the pages import by name is looked for among the installed peers first. */
function fromCache(peersDir: string): Plugin {
  return {
    name: 'peers-from-cache',
    enforce: 'pre',
    resolveId(id, importer) {
      if (!importer?.includes('/page/sdks/') || /^[./]|^@parqueue\//.test(id)) return null;
      return this.resolve(id, join(peersDir, 'page.js'), { skipSelf: true });
    },
  };
}
