/** Tells the other open tabs of the origin that a consent was withdrawn, and hears it from them. */
export interface ConsentChannel {
  tellDenied(): void;
  close(): void;
}

const SILENT: ConsentChannel = { tellDenied() {}, close() {} };

/** Without channels, as in old browsers, each tab knows of its own page alone. */
export function openConsentChannel(databaseName: string, onDenied: () => void): ConsentChannel {
  if (typeof BroadcastChannel === 'undefined' || typeof window === 'undefined') return SILENT;
  const channel = new BroadcastChannel(`${databaseName}/consent`);
  channel.onmessage = ({ data }) => data === 'denied' && onDenied();
  return { tellDenied: () => channel.postMessage('denied'), close: () => channel.close() };
}
