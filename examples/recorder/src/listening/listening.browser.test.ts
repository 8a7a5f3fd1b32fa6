import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { entries, HELD, HELD_S } from '../../test/entries.ts';
import { type FakePage, openFakePage } from '../../test/fakePage.ts';
import { fetchSpeech } from '../../test/realSpeech.ts';
import { wavFile } from '../../test/wavFile.ts';
import '../../../shared/tokens.css';
import '../styles/page.css';
import '../styles/stage.css';
import '../styles/summary.css';
import '../styles/rows.css';
import '../styles/listening.css';

const STATES = ['stored', 'stored', 'accepted'] as const;

let root: HTMLElement | undefined;

async function open(): Promise<FakePage> {
  const { samples } = await fetchSpeech();
  root = document.createElement('div');
  document.body.append(root);
  return openFakePage(root, {
    entries: entries(300, (index) => ({ kind: STATES[index] ?? 'accepted' })),
    script: { sounds: { [HELD]: wavFile(samples.subarray(0, HELD_S * 16_000)) } },
  });
}

afterEach(async () => {
  await page.getByRole('button', { name: 'Close' }).click();
  root?.remove();
});

const slider = () => page.getByRole('slider', { name: 'Position in the sound' });
const saidPosition = () => slider().element().getAttribute('aria-valuetext');
const listenTo = (place: number) =>
  (document.querySelector(`.row[aria-posinset="${place}"] .row-play`) as HTMLElement).click();

it('plays one row at a time, follows it, and goes where the keys say', async () => {
  await open();
  listenTo(1);
  await vi.waitFor(() => expect(slider().query()).not.toBeNull());
  await vi.waitFor(() => expect(saidPosition()).toMatch(/^0:0[1-9] of 0:06$/), 5000);
  listenTo(2);
  await vi.waitFor(() => expect(document.querySelectorAll('.row [data-icon="true"]')).toHaveLength(1));
  await vi.waitFor(() => expect(slider().query()).not.toBeNull());

  await page
    .getByRole('button', { name: /^Pause/ })
    .last()
    .click();
  (slider().element() as HTMLElement).focus();
  await userEvent.keyboard('{Home}');
  await vi.waitFor(() => expect(saidPosition()).toBe('0:00 of 0:06'));
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await vi.waitFor(() => expect(saidPosition()).toBe('0:02 of 0:06'));
  await userEvent.keyboard('{ArrowLeft}');
  await vi.waitFor(() => expect(saidPosition()).toBe('0:01 of 0:06'));
  await userEvent.keyboard('{End}');
  await vi.waitFor(() => expect(saidPosition()).toBe('0:06 of 0:06'));
  await slider().click({ position: { x: 1, y: 10 } });
  await vi.waitFor(() => expect(saidPosition()).toBe('0:00 of 0:06'));
});

it('says in words where a sound is that this device has let go of', async () => {
  await open();
  listenTo(3);
  await vi.waitFor(() =>
    expect(document.querySelector('.listening-words')?.textContent).toContain('The relay holds it'),
  );
  expect(slider().query()).toBeNull();
});

it('plays nothing into a running take, and falls silent when one begins', async () => {
  await open();
  listenTo(1);
  await vi.waitFor(() => expect(document.querySelectorAll('.row [data-icon="true"]')).toHaveLength(1));
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await vi.waitFor(() => expect(document.querySelectorAll('.row [data-icon="true"]')).toHaveLength(0));
  listenTo(3);
  await vi.waitFor(() =>
    expect(document.querySelector('.listening-words')?.textContent).toContain('Not while recording'),
  );
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
});

it('Tab stops once at the list; the arrow keys go through all of it', async () => {
  await open();
  const stops = () => [...document.querySelectorAll('.row :is(button, a)[tabindex="0"]')];
  const focused = () => document.activeElement?.closest('.row')?.getAttribute('aria-posinset');
  expect(stops().map((stop) => stop.closest('.row')?.getAttribute('aria-posinset'))).toEqual(['1']);
  (stops()[0] as HTMLElement).focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(focused()).toBe('3');
  await userEvent.keyboard('{End}');
  expect(focused()).toBe('300');
  expect(stops()).toHaveLength(1);
  const box = document.activeElement?.getBoundingClientRect() as DOMRect;
  expect(box.top >= 0 && box.bottom <= innerHeight).toBe(true);
  await userEvent.keyboard('{Home}');
  expect(focused()).toBe('1');
  listenTo(3);
});

it('a figure narrows the list to its rows, and again shows all', async () => {
  await open();
  const figure = page.getByRole('button', { name: /Device$/ });
  const setSize = () => document.querySelector('.row')?.getAttribute('aria-setsize');
  await figure.click();
  expect([setSize(), figure.element().getAttribute('aria-pressed')]).toEqual(['2', 'true']);
  await figure.click();
  expect([setSize(), figure.element().getAttribute('aria-pressed')]).toEqual(['300', 'false']);
  listenTo(3);
});
