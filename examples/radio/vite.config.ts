import { defineConfig } from 'vite';

/** A page of static files that may lie in any folder of any server. */
export default defineConfig({
  base: './',
  worker: { format: 'es' },
  // Optimised before the first page asks: a later discovery would reload the page in the middle of a play.
  optimizeDeps: {
    include: [
      'apache-arrow',
      'comlink',
      'hash-wasm',
      'idb',
      'libflacjs/dist/libflac.min.wasm.js',
      'parquet-wasm/esm/parquet_wasm.js',
      'valibot',
    ],
  },
  build: { target: 'es2023' },
});
