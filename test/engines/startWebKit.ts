import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../scripts/stack/freePort.ts';
import { startProcess } from './startProcess.ts';
import { waitFor } from './waitFor.ts';
import { openWebDriver, type WebDriver } from './webDriver.ts';

const DRIVER = 'WebKitWebDriver';
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const ARGS = [
  '--automation',
  '--autoplay-policy=allow',
  '--media-playback-requires-user-gesture=false',
  '--enable-media-stream=true',
  '--enable-mock-capture-devices=true',
  '--features=MockCaptureDevices,-MockCaptureDevicesPrompt,AllowPrivacySensitiveOperationsInNonPersistentDataStores',
];

export interface WebKit {
  readonly driver: WebDriver;
  close(): Promise<void>;
}

/** Debian's WebKitGTK on a screen that nobody sees, with a profile that nobody used before. */
export async function startWebKit(): Promise<WebKit> {
  const home = await mkdtemp(join(tmpdir(), 'parqueue-webkit-'));
  const screen = startProcess('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp']);
  const [display] = (await once(screen.child.stdout ?? screen.child, 'data')) as [Buffer];
  const port = await findFreePort();
  const env = environment(home, `:${String(display).trim()}`);
  const server = startProcess(DRIVER, [`--port=${port}`, '--host=127.0.0.1'], env);
  const address = `http://127.0.0.1:${port}`;
  await waitFor(DRIVER, () => fetch(`${address}/status`).then(({ ok }) => ok));
  const driver = await openWebDriver(address, {
    'webkitgtk:browserOptions': { binary: BROWSER, args: ARGS },
  });
  return {
    driver,
    async close() {
      await driver.close().catch(() => {});
      await server.stop();
      // A browser that is still there loses its screen, and ends.
      await screen.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const environment = (home: string, display: string): NodeJS.ProcessEnv => ({
  ...process.env,
  DISPLAY: display,
  HOME: home,
  XDG_CACHE_HOME: join(home, 'cache'),
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_DATA_HOME: join(home, 'data'),
  // There is no graphics card, and nobody who reads a screen aloud.
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  LIBGL_ALWAYS_SOFTWARE: '1',
  NO_AT_BRIDGE: '1',
});
