/** One session of a browser behind a WebDriver server (https://www.w3.org/TR/webdriver2): as much of the protocol as tests need. */
export interface WebDriver {
  /** Opens another window; gives its handle. */
  newWindow(): Promise<string>;
  windows(): Promise<string[]>;
  /** Does something in a window. One after another: a session looks at one window at a time. */
  inWindow<T>(handle: string, deed: (window: DriverWindow) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DriverWindow {
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  forward(): Promise<void>;
  url(): Promise<string>;
  /** Runs the body of a function of `arguments` in the page; gives what it returns, as JSON has it. */
  run(body: string, ...args: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

type Call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>;

/** Begins a session at the server of this address. */
export async function openWebDriver(server: string, alwaysMatch: object): Promise<WebDriver> {
  const { sessionId } = (await ask(server)('POST', '/session', { capabilities: { alwaysMatch } })) as {
    sessionId: string;
  };
  const call = ask(`${server}/session/${sessionId}`);
  const page = windowOf(call);
  let last: Promise<unknown> = Promise.resolve();
  /** After whatever was asked for before, and whether that failed or not. */
  const inTurn = <T>(deed: () => Promise<T>): Promise<T> => {
    const done = last.then(deed, deed);
    last = done.catch(() => {});
    return done;
  };
  return {
    newWindow: () =>
      inTurn(async () => {
        // The window that was looked at last may be closed.
        const [first] = (await call('GET', '/window/handles')) as string[];
        await call('POST', '/window', { handle: first });
        const { handle } = (await call('POST', '/window/new', { type: 'window' })) as { handle: string };
        return handle;
      }),
    windows: () => inTurn(() => call('GET', '/window/handles') as Promise<string[]>),
    inWindow: (handle, deed) =>
      inTurn(async () => {
        await call('POST', '/window', { handle });
        return deed(page);
      }),
    close: () => inTurn(async () => void (await call('DELETE', ''))),
  };
}

const windowOf = (call: Call): DriverWindow => ({
  goto: async (url) => void (await call('POST', '/url', { url })),
  reload: async () => void (await call('POST', '/refresh', {})),
  back: async () => void (await call('POST', '/back', {})),
  forward: async () => void (await call('POST', '/forward', {})),
  url: async () => (await call('GET', '/url')) as string,
  run: (script, ...args) => call('POST', '/execute/sync', { script, args }),
  close: async () => void (await call('DELETE', '/window')),
});

const ask =
  (base: string): Call =>
  async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(base + path, init);
    const { value } = (await response.json()) as { value: unknown };
    if (response.ok) return value;
    const { error, message } = value as { error: string; message: string };
    throw new Error(`WebDriver ${method} ${path}: ${error}: ${message}`);
  };
