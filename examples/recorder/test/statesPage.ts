/** The recorder with a scripted logger, in the state that `?fake=` names; `&dir=rtl` turns the page around. */
import '../../shared/tokens.css';
import '../src/styles/page.css';
import '../src/styles/form.css';
import '../src/styles/stage.css';
import '../src/styles/rows.css';
import { openFakePage } from './fakePage.ts';
import { type PageState, pageStates } from './states.ts';

/** Longer than the guard against a second press. */
const BETWEEN_PRESSES_MS = 400;

const query = new URLSearchParams(location.search);
const name = query.get('fake') ?? 'firstUse';
const state = pageStates[name];
if (query.get('dir') === 'rtl') document.documentElement.dir = 'rtl';
if (state) await showState(state);
else document.body.replaceChildren(...Object.keys(pageStates).map(linkTo));

async function showState(shown: PageState): Promise<void> {
  const fake = openFakePage(document.body, shown);
  await pause(50);
  await shown.play?.({ fake, press, write });
  await pause(BETWEEN_PRESSES_MS);
  document.documentElement.dataset.ready = 'true';
}

async function press(name: string): Promise<void> {
  await pause(BETWEEN_PRESSES_MS);
  const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === name);
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
