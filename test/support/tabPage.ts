import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';

/** Where the page of a tab lies. */
const TAB_PATH = '/tab.html';
/** The same page under a policy that allows scripts of its own origin, and no WASM. */
const STRICT_TAB_PATH = '/strict-tab.html';
/** The same page under a policy that allows no worker. */
const NO_WORKER_PATH = '/no-worker-tab.html';
/** Another page, where nothing goes on. */
const ELSEWHERE_PATH = '/elsewhere.html';
/** A page that holds marks of what is open (`marksTab.ts`). */
const MARKS_PATH = '/marks.html';
const RUNNER_PATH = '/tab-runner.js';

/** The test runner rewrites dynamic imports to go through this. */
const RUNNER = 'globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };';

const htmlOf = (script: string) => `<!doctype html>
<title>A tab under test</title>
<script src="${RUNNER_PATH}"></script>
<script type="module" src="/test/support/${script}"></script>`;
const HTML = htmlOf('tab.ts');

/** Serves a page that is a page of its own, not a frame of the test runner: it can be reloaded and closed. */
export function tabPage(): Plugin {
  return {
    name: 'parqueue:tab-page',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = request.url?.split('?')[0] ?? '';
        // What is not modified would keep the policy of the page that it was first fetched for.
        delete request.headers['if-none-match'];
        const policy = policyOf(path, request);
        if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
        const [type, body] = ANSWERS[path] ?? [];
        if (type === undefined || body === undefined) return next();
        answer(response, type, body);
      });
    },
  };
}

const ANSWERS: Readonly<Record<string, readonly [type: string, body: string]>> = {
  [TAB_PATH]: ['text/html', HTML],
  [STRICT_TAB_PATH]: ['text/html', HTML],
  [NO_WORKER_PATH]: ['text/html', HTML],
  [MARKS_PATH]: ['text/html', htmlOf('marksTab.ts')],
  [ELSEWHERE_PATH]: ['text/html', '<!doctype html><title>Elsewhere</title>'],
  [RUNNER_PATH]: ['text/javascript', RUNNER],
};

function policyOf(path: string, request: IncomingMessage): string | undefined {
  if (path === NO_WORKER_PATH) return "worker-src 'none'";
  return isStrict(path, request) ? "script-src 'self'" : undefined;
}

/** A worker's policy is that of its own response, so the strict page's worker is served with it, too. */
const isStrict = (path: string, { headers }: IncomingMessage): boolean =>
  path === STRICT_TAB_PATH || headers.referer?.includes(STRICT_TAB_PATH) === true;

function answer(response: ServerResponse, type: string, body: string): void {
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  response.end(body);
}
