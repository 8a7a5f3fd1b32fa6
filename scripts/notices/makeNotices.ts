import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const ROOT = dirname(dirname(import.meta.dirname));
const EMBEDDED = join(import.meta.dirname, 'embedded');
const PARQUET_WASM = join(ROOT, 'node_modules/parquet-wasm/esm/parquet_wasm_bg.wasm');

const LICENCE_FILE = /^(licen[cs]e|copying|notice|copyrightnotice)/i;
/** Paths of sources that the compiler left in the binary: `…/brotli-8.0.4/src/…`. */
const CRATE = /([a-z][\w-]*)-(\d+\.\d+\.\d+)\/src\//g;

interface Notice {
  readonly name: string;
  readonly licence: string;
  readonly text: string;
}

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

const COMPILED_IN = `## Compiled into those packages

libflacjs contains libFLAC and libogg, hyparquet-writer contains code of SnappyJS, parquet-wasm contains zstd and the Rust crates listed at
the end. The WASM of libflacjs and of parquet-wasm is modified: three functions of libFLAC are written anew, and of parquet-wasm what is
never run is left out.`;

/** The notices of the packages in these folders, and of what is compiled into them. */
export async function makeNotices(introduction: string, folders: readonly string[]): Promise<string> {
  const packages = await Promise.all(folders.map(readPackage));
  const embedded = await Promise.all((await readdir(EMBEDDED)).sort().map(readEmbedded));
  const crates = await findCrates();
  const sections = [
    `# Third-party notices\n\n${introduction}`,
    ...packages.map(formatNotice),
    COMPILED_IN,
    ...embedded.map(formatNotice),
    `### Rust crates in parquet-wasm\n\nTheir licences and texts are at \`https://crates.io/crates/\` and the name.\n\n${crates.join(', ')}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

async function readPackage(folder: string): Promise<Notice> {
  const manifest: PackageManifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return {
    name: `${manifest.name} ${manifest.version}`,
    licence: manifest.license,
    text: texts.map(tidy).join('\n\n') || 'The package names this licence and carries no text of it.',
  };
}

async function readEmbedded(file: string): Promise<Notice> {
  const text = tidy(await readFile(join(EMBEDDED, file), 'utf8'));
  const licence = text.startsWith('The MIT License') ? 'MIT' : 'BSD-3-Clause';
  return { name: basename(file, '.txt'), licence, text };
}

async function findCrates(): Promise<string[]> {
  const binary = (await readFile(PARQUET_WASM)).toString('latin1');
  const crates = [...binary.matchAll(CRATE)].map(([, name, version]) => `${name} ${version}`);
  return [...new Set(crates)].sort();
}

const tidy = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();

const formatNotice = ({ name, licence, text }: Notice): string =>
  `### ${name}\n\n${licence}\n\n\`\`\`text\n${text}\n\`\`\``;
