import { join } from 'node:path';
import {
  build,
  type CommonServerOptions,
  createServer,
  type InlineConfig,
  type Plugin,
  preview,
  type ViteDevServer,
} from 'vite';
import { EXAMPLE_PAGES, type ExamplePage } from './examplePages.ts';

export interface PageOptions {
  /** `built` serves what a visitor would get, `watched` the sources, reloading as they change. */
  readonly kind: 'built' | 'watched';
  readonly port: number;
  /** Where the built pages go. */
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

/** Serves the examples, the relay and the hub at one address, so that a page needs to know none but its own. */
export async function startPage(options: PageOptions): Promise<Page> {
  const url = `http://${HOSTNAME}:${options.port}`;
  const [first, ...others] = EXAMPLE_PAGES;
  if (first === undefined) throw new TypeError('there is no page to serve');
  const place = pageConfig({ hub: `${url}/hub`, repo: options.repo });
  const config: InlineConfig = { ...configOf(first, options), plugins: [place] };
  if (options.kind === 'watched') return watch(url, config, others, options);
  await build(config);
  const running = await preview({
    ...config,
    plugins: [place, builtWhenAsked(others, options)],
  });
  return { url, close: () => running.close() };
}

/** Builds each of the other pages when somebody first asks for it: all of them at the start would make it several times as long. */
function builtWhenAsked(pages: readonly ExamplePage[], options: PageOptions): Plugin {
  const built = new Map<string, Promise<unknown>>();
  return {
    name: 'built-when-asked',
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, _response, next) => {
        const page = pages.find(({ path }) => request.url?.startsWith(path));
        if (page === undefined) return next();
        const building = built.get(page.path) ?? build(configOf(page, options));
        built.set(page.path, building);
        building.then(() => next(), next);
      });
    },
  };
}

/** Each page has a server of its own behind the first one's, which passes on what is below the page's path. */
async function watch(
  url: string,
  config: InlineConfig,
  others: readonly ExamplePage[],
  options: PageOptions,
): Promise<Page> {
  const behind: { path: string; server: ViteDevServer }[] = [];
  for (const page of others) {
    // Changed files reload the first page alone: one socket for all of them is not to be had.
    const server = await createServer({
      ...configOf(page, options),
      base: page.path,
      server: { middlewareMode: true, hmr: false },
    });
    behind.push({ path: page.path, server });
  }
  const passOn: Plugin = {
    name: 'other-pages',
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const found = behind.find(({ path }) => request.url?.startsWith(path));
        if (found === undefined) next();
        else found.server.middlewares(request, response, next);
      });
    },
  };
  const running = await createServer({ ...config, plugins: [...(config.plugins ?? []), passOn] });
  await running.listen();
  return {
    url,
    async close() {
      await running.close();
      for (const { server } of behind) await server.close();
    },
  };
}

function configOf({ root, path }: ExamplePage, options: PageOptions): InlineConfig {
  const server = serverOptions(options);
  return {
    root,
    configLoader: 'native',
    logLevel: 'error',
    clearScreen: false,
    build: { outDir: join(options.outDir, path), emptyOutDir: true },
    server,
    preview: server,
  };
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
