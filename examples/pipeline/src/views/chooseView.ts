import { element, setAttribute, setText } from '@parqueue/example-recorder/views/element';

export interface ChooseView {
  readonly element: HTMLElement;
  isBusy(): boolean;
  setBusy(isBusy: boolean): void;
  /** Whether the person wants to watch each stage. */
  isSlow(): boolean;
}

export interface ChooseOptions {
  readonly choose: (file: File) => void;
  readonly chooseSample: () => void;
}

/** Something that no browser takes for audio. */
const notAudio = () =>
  new File(['These are words, and no sound at all.\n'], 'words.mp3', { type: 'audio/mpeg' });

/** The one thing to do: give the pipeline a file. */
export function createChooseView({ choose, chooseSample }: ChooseOptions): ChooseView {
  const input = element('input', {
    type: 'file',
    accept: 'audio/*,video/*',
    class: 'sr',
    id: 'file',
    tabindex: -1,
  });
  const button = element('button', { class: 'primary', type: 'button' }, 'Choose an audio file');
  const sample = element('button', { type: 'button' }, 'Sample speech');
  const broken = element('button', { type: 'button' }, 'A file that is no audio');
  const slow = element('input', { type: 'checkbox', id: 'slow' });
  const root = element(
    'section',
    { class: 'choose', 'aria-label': 'Audio file' },
    element('label', { class: 'sr', for: 'file' }, 'Audio file'),
    input,
    button,
    element('p', { class: 'quiet' }, 'Or drop one here. It goes through five stages in this browser.'),
    element('div', { class: 'choose-others' }, sample, broken),
    element('label', { class: 'choose-slow', for: 'slow' }, slow, 'Slowly, to watch each stage'),
  );
  let isBusy = false;

  button.addEventListener('click', () => input.click());
  sample.addEventListener('click', chooseSample);
  broken.addEventListener('click', () => choose(notAudio()));
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) choose(file);
    input.value = '';
  });
  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    root.dataset['over'] = '';
  });
  root.addEventListener('dragleave', () => delete root.dataset['over']);
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    delete root.dataset['over'];
    const [file] = event.dataTransfer?.files ?? [];
    if (file) choose(file);
  });

  return {
    element: root,
    isBusy: () => isBusy,
    setBusy(busy) {
      isBusy = busy;
      setText(button, busy ? 'Running …' : 'Choose an audio file');
      for (const one of [button, sample, broken])
        setAttribute(one, 'aria-disabled', busy ? 'true' : undefined);
    },
    isSlow: () => slow.checked,
  };
}
