import { element } from '@parqueue/example-recorder/views/element';
import type { WorkSettings } from '../aligner.ts';
import { KNOWN_SURAHS, type KnownSurah } from '../pipeline/knownSurahs.ts';
import { STAND_INS } from '../pipeline/standIn.ts';

export interface SettingsView {
  readonly element: HTMLElement;
  settings(): WorkSettings;
}

/** Milliseconds: the name of the setting, its label, where it begins, and its range. */
const TIMES = [
  { name: 'minSilenceMs', label: 'Shortest silence', initial: 200, min: 50, max: 3000, step: 50 },
  { name: 'minSpeechMs', label: 'Shortest speech', initial: 600, min: 50, max: 5000, step: 50 },
  { name: 'padMs', label: 'Padding', initial: 100, min: 0, max: 1000, step: 50 },
] as const;

/** How the next run is made. */
export function createSettingsView(changed: () => void): SettingsView {
  const times = TIMES.map(({ name, label, initial, min, max, step }) => {
    const range = { type: 'range', id: name, min, max, step, value: initial };
    const input = element('input', range);
    const output = element('output', { for: name, dir: 'ltr' }, `${initial} ms`);
    const say = () => {
      output.textContent = `${Number(input.value).toLocaleString('en')} ms`;
      input.setAttribute('aria-valuetext', output.textContent);
    };
    input.addEventListener('input', () => {
      say();
      changed();
    });
    say();
    const field = element('div', { class: 'time' }, element('label', { for: name }, label), output, input);
    return { name, input, field };
  });
  const surah = element(
    'select',
    { id: 'surah' },
    ...KNOWN_SURAHS.map((known) => element('option', { value: known.surah }, `${known.surah} ${known.name}`)),
  );
  const model = element('select', { id: 'model' }, ...STAND_INS.map((name) => element('option', {}, name)));
  for (const select of [surah, model]) select.addEventListener('change', changed);
  const msOf = (wanted: string) => Number(times.find(({ name }) => name === wanted)?.input.value);

  return {
    element: element(
      'fieldset',
      { class: 'work-settings' },
      element('legend', {}, 'Settings'),
      element('div', { class: 'times' }, ...times.map(({ field }) => field)),
      element(
        'div',
        { class: 'choices' },
        element('div', { class: 'field' }, element('label', { for: 'model' }, 'Model'), model),
        element('div', { class: 'field' }, element('label', { for: 'surah' }, 'Surah'), surah),
      ),
    ),
    settings: () => ({
      minSilenceMs: msOf('minSilenceMs'),
      minSpeechMs: msOf('minSpeechMs'),
      padMs: msOf('padMs'),
      asrModel: STAND_INS[model.selectedIndex] ?? STAND_INS[0],
      device: 'CPU',
      surah: KNOWN_SURAHS[surah.selectedIndex] as KnownSurah,
    }),
  };
}
