import { playwright } from '@vitest/browser-playwright';

/** Debian's Firefox, as it is: Playwright drives it through WebDriver BiDi. */
const FIREFOX = '/usr/bin/firefox-esr';

/** A microphone that plays a tone, nobody who is asked for it, and sound without a click. */
const firefoxUserPrefs = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
};

export const firefoxProvider = () =>
  playwright({ launchOptions: { channel: 'moz-firefox', executablePath: FIREFOX, firefoxUserPrefs } });
