import { html, raw } from 'hono/html';
import type { Html } from './html.ts';
import { statusStyle } from './statusStyle.ts';

export interface PageShell {
  /** What a tab of the browser shows. */
  readonly title: string;
  readonly body: Html;
}

/** A whole page. It holds no script and loads nothing. */
export const pageShell = ({ title, body }: PageShell): Html => html`<!doctype html>
<html lang="en" dir="ltr">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${title}</title>
    <style>${raw(statusStyle)}</style>
  </head>
  <body>${body}</body>
</html>
`;
