import { html } from 'hono/html';
import type { Html } from './html.ts';

/** Strokes on a 20 × 20 grid. */
const SHAPES = {
  committed: 'M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4Zm-3.2 7.4 2.3 2.3 4.2-4.8',
  waiting: 'M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4ZM10 6v4.3l2.8 1.7',
  failed: 'M10 3.2 17.5 16.5h-15ZM10 8.5v3.7m0 1.9v.4',
  stored: 'M4.5 3.5h11v13h-11ZM7.5 13.5h5M10 6.3v4m-2-1.8 2 2 2-2',
} as const;

export type IconName = keyof typeof SHAPES;

/** A picture beside a word; it says nothing by itself. */
export const icon = (name: IconName): Html =>
  html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="${SHAPES[name]}"/></svg>`;
