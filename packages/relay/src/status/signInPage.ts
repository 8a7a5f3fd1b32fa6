import { html } from 'hono/html';
import type { Html } from './html.ts';
import { pageShell } from './pageShell.ts';

/** @param isRefused a secret was sent, and is not the operator's */
export const signInPage = (isRefused: boolean): Html =>
  pageShell({
    title: 'Sign in – Parqueue relay',
    body: html`<header class="bar"><span class="home">Parqueue relay</span></header>
      <main class="sign-in">
        <h1>Status of the relay</h1>
        <form method="post" action="/v1/status">
          <input name="username" value="operator" autocomplete="username" hidden>
          <label for="secret">The operator’s secret</label>
          <input id="secret" name="secret" type="password" required autofocus autocomplete="current-password" aria-describedby="${isRefused ? 'refused about' : 'about'}"${isRefused ? html` aria-invalid="true"` : ''}>
          ${isRefused ? html`<p id="refused" class="refused" role="alert">That is not the secret of this relay.</p>` : ''}
          <p id="about" class="quiet">The value of <code>OPERATOR_SECRET</code>. This browser stays signed in for 12 hours; the secret is not kept here.</p>
          <button class="strong">Sign in</button>
        </form>
      </main>`,
  });
