import { captureMessage, init, makeBrowserOfflineTransport, makeFetchTransport } from '@sentry/browser';

export async function start(url) {
  init({
    dsn: url.replace('://', '://key@').concat('/1'),
    transport: makeBrowserOfflineTransport(makeFetchTransport),
    transportOptions: {
      // Without it, what an earlier page stored waits for the next event that is sent.
      flushAtStartup: true,
      // 30 by default, fewer than are called here.
      maxQueueSize: 10_000,
    },
  });
  return (label) => void captureMessage(label);
}
