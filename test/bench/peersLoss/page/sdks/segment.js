import { AnalyticsBrowser } from '@segment/analytics-next';

export async function start(url) {
  const [analytics] = await AnalyticsBrowser.load(
    // The settings that would come from its CDN.
    { writeKey: 'key', cdnSettings: { integrations: { 'Segment.io': { apiKey: 'key' } } } },
    { integrations: { 'Segment.io': { apiHost: `${new URL(url).host}/v1`, protocol: 'http' } } },
  );
  return (label) => void analytics.track('said', { label });
}
