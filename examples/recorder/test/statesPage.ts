/** The recorder with a scripted logger, in the state that `?fake=` names; `&dir=rtl` turns the page around. */
import '../../shared/tokens.css';
import '../src/styles/page.css';
import '../src/styles/form.css';
import '../src/styles/stage.css';
import '../src/styles/rows.css';
import { createEnvironment, type Environment } from '../src/environment.ts';
import { startRecorder } from '../src/startRecorder.ts';
import { createFakeLogger } from './fakeLogger.ts';
import { type PageState, pageStates } from './states.ts';

/** Longer than the guard against a second press. */
const BETWEEN_PRESSES_MS = 400;
const PLACE = { hub: 'https://huggingface.co', repo: 'example/recitation-logs' };

const query = new URLSearchParams(location.search);
const name = query.get('fake') ?? 'firstUse';
const state = pageStates[name];
if (query.get('dir') === 'rtl') document.documentElement.dir = 'rtl';
if (state) await showState(state);
else document.body.replaceChildren(...Object.keys(pageStates).map(linkTo));

async function showState(shown: PageState): Promise<void> {
  const fake = createFakeLogger(shown.script);
  localStorage.clear();
  localStorage.setItem('parqueue.recorder.rows', JSON.stringify(shown.entries ?? []));
  const place = shown.hasNoHub ? undefined : PLACE;
  startRecorder(document.body, { log: fake.log, environment: environmentOf(shown), place });
  await pause(50);
  await shown.play?.({ fake, press, write });
  await pause(BETWEEN_PRESSES_MS);
  document.documentElement.dataset.ready = 'true';
}

function environmentOf(shown: PageState): Environment {
  const microphones = shown.hasNoMicrophone
    ? []
    : ['Built-in microphone', 'USB microphone (Røde NT-USB Mini)'];
  const devices = {
    addEventListener: () => undefined,
    enumerateDevices: async () =>
      microphones.map((label) => ({ kind: 'audioinput', deviceId: label, label })),
  };
  return {
    ...createEnvironment(),
    devices: devices as unknown as MediaDevices,
    isOnline: () => !shown.isOffline,
    guardLeaving: () => undefined,
  };
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
