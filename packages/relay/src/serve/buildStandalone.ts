import { copyFile, link, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { unstable_readConfig } from 'wrangler';
import { VARIABLES } from '../config.ts';
import { buildWorker, WRANGLER_CONFIG } from '../dev/buildWorker.ts';
import type { Rate } from '../standalone/rateCounter.ts';
import { distFiles, type Variables } from './distFiles.ts';
import { MODULE_FILE, workerdConfig } from './workerdConfig.ts';

const WORKER_ENTRY = fileURLToPath(new URL('../standalone/index.ts', import.meta.url));
const PROGRAM_ENTRY = fileURLToPath(new URL('./main.ts', import.meta.url));

/** What is used of wrangler.toml, as wrangler reads it. */
interface WranglerConfig {
  readonly compatibility_date?: string;
  readonly compatibility_flags: readonly string[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly durable_objects: {
    readonly bindings: readonly { readonly name: string; readonly class_name: string }[];
  };
  readonly ratelimits: readonly { readonly name: string; readonly simple: Rate }[];
}

/** Builds what a machine needs to run the relay, beside Node: the Worker, its configuration, workerd, and the program around it. */
export async function buildStandalone(outDir: string): Promise<void> {
  await mkdir(outDir, { recursive: true });
  const files = distFiles(outDir);
  await buildModule(outDir);
  const toml: WranglerConfig = unstable_readConfig({ config: WRANGLER_CONFIG });
  const variables: Variables = { names: VARIABLES, defaults: stringsOf(toml.vars) };
  const bindings = toml.durable_objects.bindings.map((each) => [each.name, each.class_name] as const);
  const config = workerdConfig({
    compatibilityDate: toml.compatibility_date ?? '',
    compatibilityFlags: toml.compatibility_flags,
    durableObjects: Object.fromEntries(bindings),
    values: Object.fromEntries(toml.ratelimits.map(({ name, simple }) => [name, simple])),
    variables: VARIABLES,
  });
  await writeFile(files.config, config);
  await writeFile(files.variables, `${JSON.stringify(variables, null, 2)}\n`);
  await build({
    entryPoints: [PROGRAM_ENTRY],
    outfile: files.program,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'error',
  });
  await provideWorkerd(files.workerd);
}

/** In a folder of its own first: wrangler writes more than the module. */
async function buildModule(outDir: string): Promise<void> {
  const dir = await mkdtemp(join(outDir, '.worker-'));
  try {
    await rename(await buildWorker({ outDir: dir, entry: WORKER_ENTRY }), join(outDir, MODULE_FILE));
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** It is 140 MB: the same file under another name where the file system can do that. */
async function provideWorkerd(path: string): Promise<void> {
  // A CommonJS module without types, which knows the binary for this platform.
  const workerd: { readonly default: string } = createRequire(import.meta.url)('workerd');
  await rm(path, { force: true });
  await link(workerd.default, path).catch(() => copyFile(workerd.default, path));
}

const stringsOf = (vars: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(vars).map(([name, value]) => [name, String(value)]));
