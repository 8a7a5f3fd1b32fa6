import { existsSync } from 'node:fs';

/** Debian's Chromium where it is installed; Playwright's own otherwise. */
const DEBIAN_CHROMIUM = '/usr/bin/chromium';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
];

/** Launch options for tests: no sandbox (they may run as root), no traffic of the browser's own, a fake microphone. */
export function chromiumOptions(extra: readonly string[] = []): { executablePath?: string; args: string[] } {
  const args = [...QUIET, ...extra];
  return existsSync(DEBIAN_CHROMIUM) ? { executablePath: DEBIAN_CHROMIUM, args } : { args };
}
