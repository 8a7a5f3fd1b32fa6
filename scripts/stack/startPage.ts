import { fileURLToPath } from 'node:url';
import { build, type CommonServerOptions, createServer, type InlineConfig, type Plugin, preview } from 'vite';

export interface PageOptions {
  /** `built` serves what a visitor would get, `watched` the sources, reloading as they change. */
  readonly kind: 'built' | 'watched';
  readonly port: number;
  /** Where the built page goes. */
  readonly outDir: string;
  readonly relayUrl: string;
  readonly hubUrl: string;
  readonly repo: string;
}

export interface Page {
  readonly url: string;
  close(): Promise<void>;
}

const HOSTNAME = '127.0.0.1';
const RECORDER = fileURLToPath(new URL('../../examples/recorder', import.meta.url));

/** Serves the recorder, the relay and the hub at one address, so that a page needs to know none but its own. */
export async function startPage(options: PageOptions): Promise<Page> {
  const { kind, port, outDir } = options;
  const url = `http://${HOSTNAME}:${port}`;
  const server = serverOptions(options);
  const config: InlineConfig = {
    root: RECORDER,
    configLoader: 'native',
    logLevel: 'error',
    clearScreen: false,
    plugins: [pageConfig({ hub: `${url}/hub`, repo: options.repo })],
    build: { outDir, emptyOutDir: true },
    server,
    preview: server,
  };
  if (kind === 'built') await build(config);
  const running = kind === 'built' ? await preview(config) : await (await createServer(config)).listen();
  return { url, close: () => running.close() };
}

function serverOptions({ port, relayUrl, hubUrl }: PageOptions): CommonServerOptions {
  return {
    host: HOSTNAME,
    port,
    strictPort: true,
    proxy: {
      '/v1/': relayUrl,
      '/hub/': { target: hubUrl, rewrite: (path) => path.replace(/^\/hub/, '') },
    },
  };
}

/** Answers `config.json`, from which the page knows where its dataset is. */
function pageConfig(place: { hub: string; repo: string }): Plugin {
  type Use = Parameters<
    Exclude<Plugin['configureServer'], undefined | { handler: unknown }>
  >[0]['middlewares'];
  const answer = (middlewares: Use) => {
    middlewares.use('/config.json', (_request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(place));
    });
  };
  return {
    name: 'page-config',
    configureServer: ({ middlewares }) => answer(middlewares),
    configurePreviewServer: ({ middlewares }) => answer(middlewares),
  };
}
