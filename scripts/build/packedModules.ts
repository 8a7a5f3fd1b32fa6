import { gzipSync } from 'node:zlib';
import type { Plugin } from 'esbuild';

/** The texts of the modules `packed:…`, which `browser/packedModules.d.ts` declares. */
export type PackedTexts = Readonly<Record<string, string>>;

/** Bytes as a packed module holds them: gzip, in base64. With less memory the zlib of Node packs WASM 0.3 % smaller. */
export const packText = (bytes: Uint8Array): string =>
  gzipSync(bytes, { level: 9, memLevel: 6 }).toString('base64');

/** Makes modules of texts, each in a chunk of its own. */
export function packedModules(texts: PackedTexts): Plugin {
  return {
    name: 'packed-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^packed:/ }, ({ path }) => ({
        path: path.slice('packed:'.length),
        namespace: 'packed',
        sideEffects: false,
      }));
      onLoad({ filter: /.*/, namespace: 'packed' }, ({ path }) => {
        const text = texts[path];
        return text === undefined
          ? { errors: [{ text: `nothing is packed as ${path}` }] }
          : { contents: `export const text = ${JSON.stringify(text)};` };
      });
    },
  };
}
