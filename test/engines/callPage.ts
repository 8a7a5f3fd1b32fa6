type Run = (body: string, ...args: unknown[]) => Promise<unknown>;

const POLL_MS = 15;

let callCount = 0;

/**
 * Calls a function in a page and waits for what it comes to. The session is free meanwhile: a call may last for as long as another
 * window's makes it.
 */
export async function callPage(run: Run, source: string, given: unknown): Promise<unknown> {
  const id = `call ${++callCount}`;
  let state = (await run(
    BEGIN.replace('DEED', () => source),
    id,
    given,
  )) as CallState;
  for (;;) {
    if (state.kind === 'done') return state.json === null ? undefined : JSON.parse(state.json);
    if (state.kind === 'failed') throw new Error(state.message);
    if (state.kind === 'gone') throw new Error('the page that was called is gone');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    state = (await run(LOOK, id)) as CallState;
  }
}

type CallState =
  | { readonly kind: 'open' | 'gone' }
  | { readonly kind: 'done'; readonly json: string | null }
  | { readonly kind: 'failed'; readonly message: string };

/** In a body of its own, for pages whose policy evaluates no text. What is done at once is told at once: the page may be leaving. */
const BEGIN = `
  const [id, given] = arguments;
  const done = (value) => ({ kind: 'done', json: JSON.stringify(value) ?? null });
  const result = (DEED)(given);
  if (typeof result?.then !== 'function') return done(result);
  const calls = (window.callsOfDriver ??= {});
  calls[id] = { kind: 'open' };
  result.then(
    (value) => (calls[id] = done(value)),
    (error) => (calls[id] = { kind: 'failed', message: String(error) }),
  );
  return calls[id];`;

const LOOK = `
  const state = window.callsOfDriver?.[arguments[0]] ?? { kind: 'gone' };
  if (state.kind !== 'open') delete window.callsOfDriver?.[arguments[0]];
  return state;`;
