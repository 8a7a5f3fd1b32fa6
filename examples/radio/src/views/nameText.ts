import { element } from '@parqueue/example-recorder/views/element';

const ARABIC = /\p{Script=Arabic}/u;

/** A name in its own script and direction, whatever stands beside it. */
export function nameText(name: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const script = ARABIC.test(name) ? { lang: 'ar', dir: 'rtl' } : { dir: 'auto' };
  return element('bdi', { ...attributes, ...script }, name);
}
