import { html } from 'hono/html';
import type { Html } from './html.ts';
import { formatExact, formatRelative } from './words.ts';

/** A moment in relative words, with the exact one behind it. */
export const timeOf = (at: number, now: number): Html =>
  html`<time datetime="${new Date(at).toISOString()}" title="${formatExact(at)}">${formatRelative(at, now)}</time>`;
