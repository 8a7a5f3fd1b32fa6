import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRelayScene, type RelayScene } from '../faults/relay/relayScene.ts';
import { lookAtStates } from '../status/lookAtStates.ts';
import { serveStates } from '../status/serveStates.ts';
import { statusStates } from '../status/statusStates.ts';
import { chromiumOptions } from '../support/chromium.ts';

const OPERATOR_SECRET = 'what only the operator of this relay knows';

let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch(chromiumOptions());
});
afterAll(() => browser?.close());

test('[RL50] axe-core finds nothing in any state, and nothing reaches beyond a screen of 320 px', async () => {
  const served = await serveStates();
  try {
    const { address } = served;
    const names = Object.keys(statusStates);
    // From right to left a page has the colours and the elements that it has from left to right.
    const looks = [
      { scheme: 'light', dir: 'ltr' },
      { scheme: 'dark', dir: 'ltr' },
    ] as const;
    expect(await lookAtStates({ browser, address, names, looks })).toEqual([]);
  } finally {
    await served.close();
  }
});

test('[RL50] the operator signs in, sees the dataset and its dead letters, and signs out', async () => {
  const scene = await openRelayScene({ OPERATOR_SECRET });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await makeDeadLetter(scene);

    await page.goto(`${scene.relay.url}/v1/status`);
    await signIn(page, 'not the secret of anybody');
    await page.getByRole('alert').getByText('not the secret').waitFor();
    await signIn(page, OPERATOR_SECRET);
    await page.getByRole('heading', { level: 1, name: 'Something needs you' }).waitFor();
    expect(await page.getByText('The Hub refuses 1 shard for good.').count()).toBe(1);
    expect(await page.getByRole('row', { name: 'recitation_error' }).innerText()).toContain('1');

    const [cookie] = await context.cookies(`${scene.relay.url}/v1/status`);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/v1/status', secure: false });
    expect(decodeURIComponent(cookie?.value ?? '')).not.toContain(OPERATOR_SECRET);

    await page.getByRole('link', { name: 'See them' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dead letters of recitations' }).waitFor();
    expect(await page.getByText(scene.sent[0]?.shardId ?? 'none').count()).toBe(1);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('The operator’s secret').waitFor();
    expect(await context.cookies(`${scene.relay.url}/v1/status`)).toEqual([]);
    // The browser says of each answer 401 that it was one.
    expect(complaints.filter((text) => !text.includes('401'))).toEqual([]);
  } finally {
    await context.close();
    await scene.close();
  }
});

async function signIn(page: Page, secret: string): Promise<void> {
  await page.getByLabel('The operator’s secret').fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The Hub refuses a shard in so many words, three times in a row. */
async function makeDeadLetter(scene: RelayScene): Promise<void> {
  scene.hub.faults.inject({
    match: { path: '/commit/' },
    kind: 'status',
    status: 400,
    times: 3,
    body: { error: 'not wanted' },
  });
  const [shard] = await scene.send('recitation_error');
  for (;;) {
    const [state] = await scene.states(shard === undefined ? [] : [shard]);
    if (state?.state === 'dead') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
