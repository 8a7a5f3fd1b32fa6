import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { FakeLogger } from '../test/fakeLogger.ts';
import { openFakePage } from '../test/fakePage.ts';
import { speechLevels } from '../test/speech.ts';
import { pageStates } from '../test/states.ts';
import '../../shared/tokens.css';
import './styles/page.css';
import './styles/form.css';
import './styles/stage.css';
import './styles/summary.css';
import './styles/rows.css';
import './styles/listening.css';

/** Longer than the guard against a second press. */
const UNGUARDED_MS = 400;

let fake: FakeLogger;

const button = (name: string) => page.getByRole('button', { name, exact: true });
const sees = (name: string) => vi.waitFor(() => expect(button(name).query(), name).not.toBeNull());
const unguarded = () => new Promise((resolve) => setTimeout(resolve, UNGUARDED_MS));

// One visit to one page, as a document has it: every test begins and ends where nothing is recorded.
beforeAll(() => {
  fake = openFakePage(document.body, pageStates['thousandRows'] ?? {});
});

afterEach(async () => {
  leaveField();
  if (button('Discard').query()) await userEvent.keyboard('{Escape}');
  if (button('Discard for good').query()) await button('Discard for good').click();
  await sees('Record');
  leaveField();
  fake.appended.recitations.length = 0;
});

/** Keys are the page's own again. */
function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

async function recordByKey(): Promise<void> {
  await userEvent.keyboard(' ');
  await sees('Stop');
  fake.hear(speechLevels(1));
}

it('Space records and stops, P pauses and goes on', async () => {
  await recordByKey();
  await userEvent.keyboard('p');
  await sees('Resume');
  await userEvent.keyboard('p');
  await sees('Pause');
  await userEvent.keyboard(' ');
  await sees('Save');
});

it('Escape asks before it discards, and asked again keeps the take', async () => {
  await recordByKey();
  await userEvent.keyboard('{Escape}');
  await sees('Discard for good');
  expect(document.activeElement?.textContent).toBe('Keep it');
  await userEvent.keyboard('{Escape}');
  await sees('Resume');
});

it('what is typed into a field is no shortcut', async () => {
  await userEvent.click(page.getByLabelText('Text of the verse'));
  await userEvent.keyboard(' p{Escape}');
  expect(button('Record').query()).not.toBeNull();
});

it('a double press of Stop does not save what nobody has heard', async () => {
  await unguarded();
  await button('Record').click();
  await sees('Stop');
  await unguarded();
  await button('Stop').dblClick();
  await sees('Save');
  expect(fake.appended.recitations).toEqual([]);
});

it('a wrong reference is told beside its field, which is gone to, and nothing is saved', async () => {
  await recordByKey();
  await userEvent.keyboard(' ');
  await sees('Save');
  const reference = page.getByLabelText('Verse', { exact: true });
  await reference.fill('1:8');
  await unguarded();
  await button('Save').click();
  expect(document.activeElement).toBe(reference.element());
  expect(reference.element().getAttribute('aria-invalid')).toBe('true');
  expect(fake.appended.recitations).toEqual([]);
  await reference.fill('1:1');
});

it('a saved take is a row with its clip, and leads the list', async () => {
  await recordByKey();
  await userEvent.keyboard(' ');
  await sees('Save');
  await unguarded();
  await button('Save').click();
  await sees('Record');
  expect(fake.appended.recitations).toMatchObject([
    { verse_ref: '1:1', audio: { durationS: expect.closeTo(1) } },
  ]);
  await vi.waitFor(() => expect(document.querySelector('.row')?.textContent).toContain('Stored'));
});

it('of a thousand rows those in sight are in the document, wherever the list is', async () => {
  const rowCount = () => document.querySelectorAll('.row').length;
  const firstPlace = () => Number(document.querySelector('.row')?.getAttribute('aria-posinset'));
  expect(rowCount()).toBeLessThan(60);
  const list = document.querySelector('.rows') as HTMLElement;
  const rowHeight = (document.querySelector('.row') as HTMLElement).offsetHeight;
  const scroller = document.querySelector('.rows-scroller') as HTMLElement;
  const scrolled = scroller.scrollHeight > scroller.clientHeight + 1 ? scroller : document.documentElement;
  scrolled.scrollTop += 500 * rowHeight;
  await vi.waitFor(() => expect(firstPlace()).toBeGreaterThan(450));
  expect(rowCount()).toBeLessThan(60);
  expect(list.offsetHeight).toBe(
    rowHeight * Number(document.querySelector('.row')?.getAttribute('aria-setsize')),
  );
});
