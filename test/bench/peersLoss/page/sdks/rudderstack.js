import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

/** What would come from its control plane: a source without destinations on the device. */
const source = {
  id: 'source',
  name: 'bench',
  writeKey: 'key',
  enabled: true,
  workspaceId: 'workspace',
  config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
  connections: [],
  destinations: [],
};

export async function start(url) {
  const analytics = new RudderAnalytics();
  await new Promise((resolve) => {
    analytics.load('key', url, {
      getSourceConfig: () => ({ source, updatedAt: '2026-01-01T00:00:00Z' }),
      // 100 by default, fewer than are called here.
      queueOptions: { maxItems: 10_000 },
      sendAdblockPage: false,
      onLoaded: resolve,
    });
  });
  return (label) => void analytics.track('said', { label });
}
