import type { Plugin } from 'vite';

/** Where the page of a tab lies. */
const TAB_PATH = '/tab.html';

const HTML = `<!doctype html>
<title>A tab under test</title>
<script>globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };</script>
<script type="module" src="/test/support/tab.ts"></script>`;

/** Serves a page that is a page of its own, not a frame of the test runner: it can be reloaded and closed. */
export function tabPage(): Plugin {
  return {
    name: 'parqueue:tab-page',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        if (request.url?.split('?')[0] !== TAB_PATH) return next();
        response.setHeader('Content-Type', 'text/html; charset=utf-8');
        response.end(HTML);
      });
    },
  };
}
