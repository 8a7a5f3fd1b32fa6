/** The recorder with a scripted logger, in the state that `?fake=` names; `&dir=rtl` turns the page around. */
import '../../shared/tokens.css';
import '../src/styles/page.css';
import '../src/styles/form.css';
import '../src/styles/stage.css';
import '../src/styles/summary.css';
import '../src/styles/rows.css';
import '../src/styles/listening.css';
import { HELD, HELD_S } from './entries.ts';
import { openFakePage } from './fakePage.ts';
import type { PageState } from './pageState.ts';
import { fetchSpeech } from './realSpeech.ts';
import { pageStates } from './states.ts';
import { wavFile } from './wavFile.ts';

/** Longer than the guard against a second press. */
const BETWEEN_PRESSES_MS = 400;
const SAMPLE_RATE = 16_000;

const query = new URLSearchParams(location.search);
const name = query.get('fake') ?? '';
const state = pageStates[name];
if (query.get('dir') === 'rtl') document.documentElement.dir = 'rtl';
if (state) await showState(state);
else document.body.replaceChildren(...Object.keys(pageStates).map(linkTo));

async function showState(shown: PageState): Promise<void> {
  const { file, samples } = await fetchSpeech();
  const left = shown.takes?.map(({ recordingId }) => [recordingId, file]) ?? [];
  const sounds = {
    [HELD]: wavFile(samples.subarray(0, HELD_S * SAMPLE_RATE)),
    ...Object.fromEntries(left),
  };
  const fake = openFakePage(document.body, { ...shown, script: { ...shown.script, sounds } });
  await pause(50);
  await shown.play?.({ fake, speech: samples, press, write, later: fake.later });
  await pause(BETWEEN_PRESSES_MS);
  document.documentElement.dataset.ready = 'true';
}

async function press(name: string): Promise<void> {
  await pause(BETWEEN_PRESSES_MS);
  const button = [...document.querySelectorAll('button')].find(
    (candidate) => candidate.textContent === name || candidate.getAttribute('aria-label') === name,
  );
  if (!button) throw new Error(`no button ${name}`);
  button.click();
  await pause(50);
}

function write(id: string, text: string): void {
  const field = document.getElementById(id);
  if (!(field instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

function linkTo(name: string): HTMLElement {
  const link = document.createElement('a');
  link.href = `?fake=${name}`;
  link.textContent = `${name} `;
  return link;
}

function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
