import { newTracker, trackStructEvent } from '@snowplow/browser-tracker';

export async function start(url) {
  // Its defaults: each event posted at once, kept in localStorage until then, retried after network errors and most statuses.
  newTracker('tracker', url, { appId: 'bench', stateStorageStrategy: 'localStorage' });
  return (label) => trackStructEvent({ category: 'bench', action: 'said', label });
}
