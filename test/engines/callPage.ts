type Run = (body: string, ...args: unknown[]) => Promise<unknown>;

const POLL_MS = 15;

let callCount = 0;

/**
 * Calls a function in a page and waits for what it comes to. The session is free meanwhile: a call may last for as long as another
 * window's makes it.
 */
export async function callPage(run: Run, source: string, given: unknown): Promise<unknown> {
  const id = `call ${++callCount}`;
  await run(
    BEGIN.replace('DEED', () => source),
    id,
    given,
  );
  for (;;) {
    const state = (await run(LOOK, id)) as CallState;
    if (state.kind === 'done') return state.json === null ? undefined : JSON.parse(state.json);
    if (state.kind === 'failed') throw new Error(state.message);
    if (state.kind === 'gone') throw new Error('the page that was called is gone');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

type CallState =
  | { readonly kind: 'open' | 'gone' }
  | { readonly kind: 'done'; readonly json: string | null }
  | { readonly kind: 'failed'; readonly message: string };

/** In a body of its own, for pages whose policy evaluates no text. */
const BEGIN = `
  const [id, given] = arguments;
  const calls = (window.callsOfDriver ??= {});
  calls[id] = { kind: 'open' };
  (async () => (DEED)(given))().then(
    (value) => (calls[id] = { kind: 'done', json: JSON.stringify(value) ?? null }),
    (error) => (calls[id] = { kind: 'failed', message: String(error) }),
  );`;

const LOOK = `
  const state = window.callsOfDriver?.[arguments[0]] ?? { kind: 'gone' };
  if (state.kind !== 'open') delete window.callsOfDriver?.[arguments[0]];
  return state;`;
