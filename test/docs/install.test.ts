import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type AppManifest, toolsOf } from '../consumers/appManifest.ts';
import type { Consumer } from '../consumers/consumer.ts';
import { MATRIX } from '../consumers/matrix.ts';

const ROOT = join(import.meta.dirname, '../..');
const APPS = join(ROOT, 'test/consumers/apps');

/** After its language, each block names where its text is: a file of an app, a script of its package.json, a consumer's headers. */
const page = await readFile(join(ROOT, 'docs/INSTALL.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\S*) ?([^\n]*)\n(.*?)^```$/gms)].map(([, language, source, text]) => ({
  language: String(language),
  source: String(source),
  text: String(text),
}));

test.each(blocks)('what INSTALL shows as $source is what ran', async ({ language, source, text }) => {
  expect(text).toBe(language === 'http' ? headersOf(source) : await sourceOf(source));
});

test.each(MATRIX)('INSTALL tells of $name, with the versions that ran', async (consumer) => {
  const manifest = await manifestOf(consumer);
  const app = consumer.layers.at(-1);
  const isShown = blocks.some(({ source }) => source === consumer.name || source.startsWith(`${app}/`));
  const build = manifest?.scripts?.['build'] ?? consumer.name;
  expect(isShown || page.includes(`\`${build}\``) || page.includes(`\`${consumer.name}\``)).toBe(true);
  const told = toolsOf(manifest ?? {}).filter(({ name }) => !SELDOM_NAMED.has(name));
  expect(told.filter(({ version }) => !page.includes(version))).toEqual([]);
});

/** They come with a tool that is named. */
const SELDOM_NAMED = new Set(['webpack-cli', '@rollup/plugin-node-resolve', '@vitejs/plugin-react']);

function headersOf(name: string): string {
  const delivery = MATRIX.find((consumer) => consumer.name === name)?.delivery;
  if (delivery?.kind !== 'files') throw new Error(`no consumer ${name} is served with headers`);
  const lines = Object.entries(delivery.headers ?? {}).map(([header, value]) => `${header}: ${value}\n`);
  return lines.join('').replaceAll('RELAY', 'https://relay.example.workers.dev');
}

async function sourceOf(source: string): Promise<string> {
  const [path = '', key] = source.split('#');
  const text = await readFile(join(APPS, path), 'utf8');
  if (key === undefined) return text;
  const { scripts = {}, dependencies = {} } = JSON.parse(text) as AppManifest;
  return key === 'dependencies'
    ? `npm install ${Object.keys(dependencies).join(' ')}\n`
    : `${scripts[key]}\n`;
}

async function manifestOf({ layers }: Consumer): Promise<AppManifest | undefined> {
  for (const layer of layers.toReversed()) {
    const text = await readFile(join(APPS, layer, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as AppManifest;
  }
  return undefined;
}
