import { html } from 'hono/html';
import type { Html } from './html.ts';

/** The head of every page that is open to the operator alone. */
export const topBar = (): Html => html`<header class="bar">
  <a href="/v1/status" class="home">Parqueue relay</a>
  <form method="post" action="/v1/status"><button class="plain" name="leave" value="yes">Sign out</button></form>
</header>`;
