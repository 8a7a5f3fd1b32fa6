import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { parseConfig } from '../../packages/relay/src/config.ts';
import { queryDataset } from '../support/dataset.ts';
import { checkDataset } from '../support/loadableDataset.ts';
import { complaintsOfFlac } from '../support/nativeFlac.ts';
import { type OpenStart, openStart } from './support/openStart.ts';

let start: OpenStart;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  start = await openStart();
});

afterAll(() => start?.close());

beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    const seen = await page?.locator('body').innerText();
    console.log(
      ['The page showed:', seen, ...complaints, 'The terminals:', start.terminals.printed()].join('\n'),
    );
  });
});

/** Types the next block line by line. */
async function follow(terminal: string): Promise<string> {
  let printed = '';
  for (const line of linesOf(start.next('sh', terminal)))
    printed += await start.terminals.run(terminal, line);
  return printed;
}

const linesOf = (text: string): string[] => text.trim().split('\n');

const datasetDir = () => join(start.home, 'parqueue/.parqueue/hub/local/voices');

async function record(): Promise<void> {
  await page.getByRole('button', { name: 'Record' }).click();
  const stop = page.getByRole('button', { name: 'Stop' });
  await stop.and(page.locator(':enabled')).waitFor();
  await page.waitForTimeout(1500);
  await stop.click();
}

/** Waits until the page has told such news so many times. */
const told = (news: RegExp, times = 1) =>
  page
    .getByRole('listitem')
    .filter({ hasText: news })
    .nth(times - 1)
    .waitFor({ timeout: 60_000 });

let startRelay: string;

// The tests are the page's own steps, in its order.
test('the app, its table and its page, and a relay with this table: a recording is stored, then committed', async () => {
  await follow('app');
  await start.writeFile('ts', 'my-app/src/parqueue.tables.ts');
  await start.writeFile('ts', 'my-app/src/main.ts');
  const lines = linesOf(start.next('sh', 'relay'));
  startRelay = lines.pop() as string;
  for (const line of lines) await start.terminals.run('relay', line);
  await start.terminals.start('relay', startRelay, /^Parqueue is running at/m);
  await start.terminals.start('app', start.next('sh', 'app').trim(), /Local:/);

  const context = await start.browser.newContext({ permissions: ['microphone'] });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(start.appUrl);
  await record();
  await told(/^stored: /);
  await told(/^committed: .* data\/takes\/.*\.parquet$/);
});

test('with the relay stopped a recording waits on the device, and goes when the relay is back', async () => {
  await start.terminals.interrupt('relay');
  await page.getByLabel('What you say').fill('Good night');
  await record();
  await told(/^stored: /, 2);
  await told(/^not sent yet: /);
  await start.terminals.start('relay', startRelay, /^Parqueue is running at/m);
  await told(/^committed: /, 2);
  expect(complaints).toEqual([]);
});

test('the rows are where the page says, whole, and readable as it says', async () => {
  await start.writeFile('js', 'my-app/rows.mjs');
  const printed = await follow('shell');
  expect(printed).toMatch(/'Good morning'[\s\S]*'Good night'/);

  const python = start.next('python');
  expect(python).toContain('load_dataset("parqueue/.parqueue/hub/local/voices", "takes", split="train")');
  expect(await checkDataset(datasetDir())).toEqual({ configs: ['takes'], problems: [] });
  const rows = await queryDataset(
    datasetDir(),
    `SELECT said, mood, duration_s, user_id, hex(audio.bytes) AS flac FROM read_parquet('data/takes/**/*.parquet') ORDER BY recorded_at`,
  );
  expect(rows.map(({ said, mood }) => [said, mood])).toEqual([
    ['Good morning', '1'],
    ['Good night', '1'],
  ]);
  for (const row of rows) {
    expect(complaintsOfFlac(new Uint8Array(Buffer.from(String(row['flac']), 'hex')))).toBe('');
    expect(Number(row['duration_s'])).toBeGreaterThan(1);
    expect(row['user_id']).toMatch(/^[0-9a-f]{12}$/);
  }
});

test('the short cut makes the same app, and overwrites none', async () => {
  const create = (name: string) => start.terminals.run('short cut', `npm run create -- ../${name}`);
  await start.terminals.run('short cut', 'cd parqueue');
  await create('other-app');
  for (const file of ['src/main.ts', 'src/parqueue.tables.ts']) {
    const read = (app: string) => readFile(join(start.home, app, file), 'utf8');
    expect(await read('other-app')).toBe(await read('my-app'));
  }
  await start.terminals.run('short cut', 'cd ../other-app');
  await start.terminals.run('short cut', 'npm run build');
  await start.terminals.run('short cut', 'cd ../parqueue');
  await expect(create('my-app')).rejects.toThrow('my-app is there already; choose another folder');
});

test('wrangler.toml with its lines makes a relay of the same tables, whose configuration is right', async () => {
  const config = join(start.home, 'parqueue/wrangler.toml');
  await writeFile(
    config,
    setLines(await readFile(config, 'utf8'), linesOf(start.next('toml', 'parqueue/wrangler.toml'))),
  );

  const [cd, deploy, token, secret, ...rest] = linesOf(start.next('sh', 'deploy')) as [
    string,
    string,
    string,
    string,
  ];
  expect([deploy, token, rest]).toEqual(['npx wrangler deploy', 'npx wrangler secret put HF_TOKEN', []]);
  await start.terminals.run('deploy', cd);
  // The two things that need an account: wrangler ends before it uploads, and secrets go nowhere.
  await start.terminals.run('deploy', `${deploy} --dry-run --outdir ../deployed`);
  const deployed = await readFile(join(start.home, 'deployed/index.js'), 'utf8');
  expect(deployed).toContain('cheerful');
  expect(deployed).not.toContain('ghunnah');
  const [makeSecret, putSecret] = secret.split(' | ') as [string, string];
  expect(putSecret).toBe('npx wrangler secret put PARQUEUE_SECRET');
  const secrets = { HF_TOKEN: 'hf_x', PARQUEUE_SECRET: await start.terminals.run('deploy', makeSecret) };
  const { vars } = unstable_readConfig({ config });
  expect(parseConfig({ ...vars, ...secrets })).toMatchObject({ kind: 'ok' });
});

test('the page builds with the address of the real relay, and nothing of the text was passed over', async () => {
  const main = join(start.home, 'my-app/src/main.ts');
  const source = await readFile(main, 'utf8');
  await writeFile(
    main,
    source.replace(/^const log = .*\n/m, () => start.next('ts')),
  );
  expect(await readFile(main, 'utf8')).toContain('https://parqueue-relay.you.workers.dev');
  await start.terminals.interrupt('app');
  await start.terminals.run('app', 'npm run build');
  expect(start.left()).toBe(0);
});

/** Puts each `key = value` in the place of the one line that has its key. */
function setLines(toml: string, lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    const key = line.slice(0, line.indexOf(' = ') + 3);
    const own = text.split('\n').filter((other) => other.startsWith(key));
    expect(own, `lines of wrangler.toml that begin with ${key}`).toHaveLength(1);
    return text.replace(own[0] as string, () => line);
  }, toml);
}
