import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

interface Edit {
  readonly from: string | RegExp;
  readonly to: string;
}

const NODE_TEST =
  'ENVIRONMENT_IS_NODE=typeof process==="object"&&typeof process.versions==="object"&&typeof process.versions.node==="string";';
const SHELL_TEST = 'ENVIRONMENT_IS_SHELL=!ENVIRONMENT_IS_WEB&&!ENVIRONMENT_IS_NODE&&!ENVIRONMENT_IS_WORKER;';
/** In place of a file system, which the codec has for messages alone: every call is of a file that is not open (EBADF). */
const NO_FILES = ['close', 'read', 'seek', 'write']
  .map((call) => `function _fd_${call}(){return 8}`)
  .join('');

const refusingFunction = (name: string): string =>
  `export function ${name}() { throw new TypeError('no table has such a column'); }`;

/**
 * What goes out of libraries: an address that bundlers would take for an asset to copy, the code for Node and shells with its `process`
 * and `require`, a file system, column types that no table has, and code made at run time, which strict policies refuse. Each must be found, so that a new version of a library is looked
 * at again.
 */
const EDITS: readonly { readonly file: RegExp; readonly edits: readonly Edit[] }[] = [
  {
    file: /parquet-wasm[\\/]esm[\\/]parquet_wasm\.js$/,
    edits: [
      {
        from: "module_or_path = new URL('parquet_wasm_bg.wasm', import.meta.url);",
        to: "throw new TypeError('the address of the WASM is missing');",
      },
    ],
  },
  {
    // Of builders, which the writer has no use for.
    file: /apache-arrow[\\/]builder[\\/]valid\.mjs$/,
    edits: [{ from: /return new Function\(.*\);/, to: "throw new TypeError('no code is made here');" }],
  },
  {
    file: /libflacjs[\\/]dist[\\/]libflac\.min\.wasm\.js$/,
    edits: [
      { from: 'typeof process!=="undefined"&&process&&process.env?process.env:root', to: 'root' },
      { from: 'var ENVIRONMENT_IS_NODE=false;var ENVIRONMENT_IS_SHELL=false;', to: '' },
      { from: NODE_TEST, to: '' },
      { from: SHELL_TEST, to: '' },
      { from: /\bENVIRONMENT_IS_(NODE|SHELL)\b/g, to: 'false' },
      // Its own ways to fetch, one of them put in the place of the page's `fetch`.
      { from: /if\(global&&global\.FLAC_SCRIPT_LOCATION\)[\s\S]*?(?=var moduleOverrides)/, to: '' },
      { from: /\{read_=function shell_read\(url\)[\s\S]*?(?=setWindowTitle=)/, to: '' },
      { from: 'if(!Module["noFSInit"]&&!FS.init.initialized)FS.init();TTY.init();', to: '' },
      { from: 'FS.ignorePermissions=false;', to: '' },
      { from: /var PATH=\{splitPath[\s\S]*?(?=function _round\()/, to: NO_FILES },
      { from: /var FSNode=[\s\S]*?FS\.staticInit\(\);/, to: '' },
    ],
  },
  ...Object.entries({
    variant: ['encodeVariantColumn', 'autoDetectShredding', 'normalizeShreddingConfig'],
    geospatial: ['geospatialStatistics'],
    wkb: ['geojsonToWkb'],
  }).map(([module, names]) => ({
    file: new RegExp(`hyparquet-writer[\\\\/]src[\\\\/]${module}\\.js$`),
    edits: [{ from: /[\s\S]+/, to: names.map(refusingFunction).join('\n') }],
  })),
];

/** Takes out of libraries what a page must not have. */
export function slimLibraries(): Plugin {
  return {
    name: 'slim-libraries',
    setup({ onLoad }) {
      for (const { file, edits } of EDITS)
        onLoad({ filter: file }, async ({ path }) => {
          let contents = await readFile(path, 'utf8');
          for (const { from, to } of edits) {
            const edited = contents.replace(from, to);
            if (edited === contents) return { errors: [{ text: `${path} has no ${from} any more` }] };
            contents = edited;
          }
          return { contents, loader: 'js' };
        });
    },
  };
}
