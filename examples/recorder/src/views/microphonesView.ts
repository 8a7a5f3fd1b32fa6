import { element } from './element.ts';
import { icon } from './icon.ts';

export interface MicrophonesOptions {
  readonly devices: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'> | undefined;
  readonly initial: string | undefined;
  readonly chosen: (deviceId: string) => void;
}

export interface MicrophonesView {
  readonly element: HTMLElement;
  /** The chosen device, or `undefined` for the browser's default. */
  deviceId(): string | undefined;
  /** Reads the devices anew: their names are known once the microphone was allowed. */
  refresh(): Promise<void>;
}

/** The choice of microphone. */
export function createMicrophonesView({ devices, initial, chosen }: MicrophonesOptions): MicrophonesView {
  const select = element('select', { id: 'microphone' });
  const root = element(
    'div',
    { class: 'microphones' },
    icon('microphone'),
    element('label', { for: 'microphone', class: 'sr' }, 'Microphone'),
    select,
  );
  let wanted = initial ?? '';

  async function refresh(): Promise<void> {
    const known = await devices?.enumerateDevices().catch(() => undefined);
    const inputs = known?.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'default');
    const named = inputs?.filter(({ deviceId, label }) => deviceId !== '' && label !== '') ?? [];
    const hasNone = known !== undefined && !known.some(({ kind }) => kind === 'audioinput');
    select.replaceChildren(
      element('option', { value: '' }, hasNone ? 'No microphone found' : 'Default microphone'),
      ...named.map(({ deviceId, label }) => element('option', { value: deviceId }, label)),
    );
    // A device that is away is not forgotten: it is chosen again when it comes back.
    select.value = named.some(({ deviceId }) => deviceId === wanted) ? wanted : '';
  }

  select.addEventListener('change', () => {
    wanted = select.value;
    chosen(wanted);
  });
  devices?.addEventListener('devicechange', () => void refresh());
  void refresh();

  return { element: root, deviceId: () => select.value || undefined, refresh };
}
