import { element, setText } from '@parqueue/example-recorder/views/element';
import { type IconName, icon } from '@parqueue/example-recorder/views/icon';
import { formatSize } from '@parqueue/example-recorder/words';
import type { StageFile, StageManifestRow } from '@parqueue/sdk/presets';
import { manifestParts } from './manifestParts.ts';

export interface StageView {
  readonly element: HTMLLIElement;
  /** Closes it, for another job. */
  reset(): void;
  /** @param hasFailed whether a stage of the job has: then this one, where it was not begun, never will be. */
  show(manifest: StageManifestRow | undefined, hasFailed: boolean): void;
}

interface Look {
  readonly state: string;
  readonly picture: IconName;
  readonly word: string;
}

const LOOKS: Readonly<Record<string, Look>> = {
  running: { state: 'waiting', picture: 'play', word: 'Running' },
  success: { state: 'committed', picture: 'committed', word: 'Done' },
  failed: { state: 'failed', picture: 'failed', word: 'Failed' },
  skipped: { state: 'none', picture: 'keep', word: 'Skipped' },
};
const TO_COME: Look = { state: 'none', picture: 'waiting', word: 'To come' };
const NOT_REACHED: Look = { state: 'none', picture: 'discard', word: 'Not reached' };

/** What a stage does, for who sees it for the first time. */
const PURPOSES: Readonly<Record<string, string>> = {
  decode: 'From the file to samples',
  resample: 'To 16 kHz, one channel',
  vad: 'Where somebody speaks',
  encode: 'To FLAC, without loss',
  upload: 'Into the dataset',
};

/** One stage: its state, what went in and out, and, opened, all of its manifest. */
export function createStageView(name: string, number: number): StageView {
  const state = element('span', { class: 'state' });
  const took = element('span', { class: 'stage-took' });
  const flow = element('span', { class: 'stage-flow' });
  const body = element('div', { class: 'stage-body' });
  const folder = `${String(number).padStart(2, '0')}_${name}`;
  const details = element(
    'details',
    { class: 'stage-details' },
    element('summary', {}, element('span', { class: 'stage-name' }, folder), state, took, flow),
    body,
  );
  const root = element('li', { class: 'stage-item' }, details);
  let shown = '';

  return {
    element: root,
    reset() {
      details.open = false;
    },
    show(manifest, hasFailed) {
      const next = JSON.stringify([manifest, hasFailed]);
      if (next === shown) return;
      shown = next;
      const look = LOOKS[manifest?.status ?? ''] ?? (hasFailed ? NOT_REACHED : TO_COME);
      root.dataset['state'] = look.state;
      state.dataset['state'] = look.state;
      state.replaceChildren(icon(look.picture), element('span', {}, look.word));
      setText(took, manifest?.duration_seconds == null ? '' : `${manifest.duration_seconds.toFixed(2)} s`);
      flow.replaceChildren(...flowOf(manifest, PURPOSES[name] ?? ''));
      body.replaceChildren(...manifestParts(manifest));
      if (manifest?.status === 'failed') details.open = true;
    },
  };
}

/** What went in and what came out, in a line. */
function flowOf(manifest: StageManifestRow | undefined, purpose: string): readonly (Node | string)[] {
  const ins = manifest?.inputs ?? [];
  const outs = manifest?.outputs ?? [];
  if (ins.length + outs.length === 0) return [purpose];
  return [
    ...namesOf(ins),
    element('span', { class: 'stage-arrow', 'aria-label': 'gives' }, ' → '),
    ...namesOf(outs),
  ];
}

const namesOf = (files: readonly StageFile[]): readonly (Node | string)[] =>
  files.length === 0
    ? ['…']
    : files.flatMap((file, i) => [
        ...(i > 0 ? [', '] : []),
        element('bdi', {}, nameOf(file.path)),
        ...(file.size_bytes === null ? [] : [` ${formatSize(file.size_bytes)}`]),
      ]);

/** The last part of its path; the id of a row cut short. */
const nameOf = (path: string): string =>
  (path.split('/').at(-1) ?? path).replace(/^(\w{8})-[\w-]{27}$/, 'row $1…');
