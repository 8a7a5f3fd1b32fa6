import type { Consumer, Expectation } from './consumer.ts';

const ALL: Expectation = { says: 'delivered rows and audio', hasAudio: true, worker: /^blob:/ };
const SELF_HOSTED: Expectation = { ...ALL, worker: /\/parqueue\/worker\.js$/ };
const ROWS_ALONE = { says: 'delivered rows alone: audio_unsupported', hasAudio: false };

const POLICY = "default-src 'self'; worker-src 'self'; connect-src 'self' RELAY; script-src 'self'";

const built = (layer: string, dir: string): Consumer => ({
  name: layer,
  layers: ['page', layer],
  delivery: { kind: 'files', dir },
  expected: ALL,
});

const withHeaders = (
  name: string,
  layers: readonly string[],
  headers: Readonly<Record<string, string>>,
): Omit<Consumer, 'expected'> => ({
  name,
  layers: ['page', ...layers],
  delivery: { kind: 'files', dir: 'dist', headers },
});

const VITE_DEV = {
  kind: 'server',
  script: 'dev',
  args: ['--host', '127.0.0.1', '--port', 'PORT', '--strictPort'],
} as const;

/** Everyone that the package has to work for. */
export const MATRIX: readonly Consumer[] = [
  { name: 'vite-dev', layers: ['page', 'vite'], delivery: VITE_DEV, expected: ALL },
  { ...built('vite', 'dist'), name: 'vite-build' },
  built('webpack', 'public'),
  built('esbuild', 'public'),
  { ...built('splitting', 'public'), name: 'esbuild-splitting' },
  built('rollup', 'public'),
  built('parcel', 'dist'),
  {
    name: 'next',
    layers: ['page', 'next'],
    delivery: { kind: 'server', script: 'start', args: ['--hostname', '127.0.0.1', '--port', 'PORT'] },
    expected: { ...ALL, rendered: 'Record and log' },
  },
  { name: 'react-strict', layers: ['page', 'react'], delivery: VITE_DEV, expected: ALL },
  { ...built('cdn', '.'), name: 'module-script' },
  {
    ...withHeaders('csp-strict', ['vite', 'selfHosted'], {
      'content-security-policy': `${POLICY} 'wasm-unsafe-eval'`,
    }),
    expected: SELF_HOSTED,
  },
  {
    ...withHeaders('csp-no-wasm', ['vite', 'selfHosted'], { 'content-security-policy': POLICY }),
    expected: { ...SELF_HOSTED, ...ROWS_ALONE },
  },
  {
    ...withHeaders('csp-light', ['vite', 'selfHosted', 'light'], { 'content-security-policy': POLICY }),
    expected: { ...ROWS_ALONE, worker: /\/parqueue\/worker-light\.js$/ },
  },
  {
    ...withHeaders('trusted-types', ['vite'], {
      'content-security-policy': "require-trusted-types-for 'script'; trusted-types parqueue",
    }),
    expected: ALL,
  },
  {
    ...withHeaders('isolated', ['vite'], {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    }),
    expected: { ...ALL, isolated: true },
  },
  {
    name: 'extension',
    layers: ['page', 'selfHosted', 'extension'],
    delivery: { kind: 'extension', dir: 'extension' },
    expected: SELF_HOSTED,
  },
  { name: 'typescript', layers: ['typescript'], delivery: { kind: 'types' }, expected: ALL },
];
