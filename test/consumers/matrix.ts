import type { Consumer, Expectation, Server } from './consumer.ts';

const ALL: Expectation = { says: 'delivered rows and audio', hasAudio: true, worker: /^blob:/ };
const FROM_FILE: Expectation = { ...ALL, worker: /\/parqueue\/worker\.js$/ };
const RENDERED: Expectation = { ...ALL, rendered: 'Record and log' };
const ROWS_ALONE = { says: 'delivered rows alone: audio_unsupported', hasAudio: false };

/** What a page has that allows nothing but what it needs. */
const STRICT =
  "default-src 'self'; connect-src 'self' RELAY; worker-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
const BLOB =
  "default-src 'self'; connect-src RELAY; worker-src blob:; script-src 'self' blob: 'wasm-unsafe-eval'";
const NO_WASM = "default-src 'self'; connect-src RELAY; worker-src 'self'; script-src 'self'";
const TRUSTED_TYPES = "require-trusted-types-for 'script'; trusted-types parqueue";
const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Other browsers have it in workers alone; recordings go through an audio worklet there. */
const CHROMIUM_ALONE = ['MediaStreamTrackProcessor'];

const built = (name: string, layers: readonly string[], dir = 'public'): Consumer => ({
  name,
  layers,
  delivery: { kind: 'files', dir },
  expected: ALL,
});

const VITE = ['page', 'vite'];
/** Pages that load what came out of a bundler as a module, and as a script. */
const AS_MODULE = ['page', 'asModule'];
const AS_SCRIPT = ['page', 'asScript'];
const SELF_HOSTED = [...VITE, 'selfHosted'];

/** A page built with Vite, every answer of its server with these headers. */
const guarded = (
  name: string,
  layers: readonly string[],
  headers: Readonly<Record<string, string>>,
): Consumer => ({
  ...built(name, layers),
  delivery: { kind: 'files', dir: 'dist', headers },
});

const policy = (text: string) => ({ 'Content-Security-Policy': text });

const VITE_DEV: Server = {
  kind: 'server',
  script: 'dev',
  args: ['--host', '127.0.0.1', '--port', 'PORT', '--strictPort'],
};

const next = (script: string): Server => ({
  kind: 'server',
  script,
  args: ['--hostname', '127.0.0.1', '--port', 'PORT'],
});

/** Everyone that the package has to work for. */
export const MATRIX: readonly Consumer[] = [
  { name: 'vite-dev', layers: VITE, delivery: VITE_DEV, expected: ALL },
  built('vite-build', VITE, 'dist'),
  built('webpack', [...AS_SCRIPT, 'webpack']),
  built('esbuild', [...AS_SCRIPT, 'esbuild']),
  built('esbuild-splitting', [...AS_MODULE, 'splitting']),
  built('rollup', [...AS_MODULE, 'rollup']),
  built('parcel', ['page', 'parcel'], 'dist'),
  { name: 'next-dev', layers: ['page', 'next'], delivery: next('dev'), expected: RENDERED },
  { name: 'next-build', layers: ['page', 'next'], delivery: next('start'), expected: RENDERED },
  guarded('writer-light', [...VITE, 'light'], {}),
  {
    name: 'react-strict',
    layers: ['page', 'react'],
    delivery: VITE_DEV,
    expected: { ...ALL, shows: 'in the dataset: 10' },
  },
  built('module-script', ['page', 'cdn'], '.'),
  { ...guarded('csp-strict', SELF_HOSTED, policy(STRICT)), expected: FROM_FILE },
  {
    ...guarded('csp-strict-worklet', SELF_HOSTED, policy(STRICT)),
    hidden: CHROMIUM_ALONE,
    expected: FROM_FILE,
  },
  guarded('csp-blob', VITE, policy(BLOB)),
  { ...guarded('csp-blob-worklet', VITE, policy(BLOB)), hidden: CHROMIUM_ALONE },
  { ...guarded('csp-no-wasm', SELF_HOSTED, policy(NO_WASM)), expected: { ...FROM_FILE, ...ROWS_ALONE } },
  {
    ...guarded('csp-light', [...SELF_HOSTED, 'selfHostedLight'], policy(NO_WASM)),
    expected: { ...ROWS_ALONE, worker: /\/parqueue\/worker-light\.js$/ },
  },
  guarded('trusted-types', VITE, policy(TRUSTED_TYPES)),
  { ...guarded('isolated', VITE, ISOLATION), expected: { ...ALL, isolated: true } },
  {
    name: 'extension',
    layers: ['page', 'selfHosted', 'extension'],
    delivery: { kind: 'extension', dir: 'extension' },
    expected: FROM_FILE,
  },
  { name: 'typescript', layers: ['typescript'], delivery: { kind: 'types' }, expected: ALL },
];
