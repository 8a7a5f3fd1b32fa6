/** How sending goes: rows go out, the browser has no network, or the relay cannot be reached and is tried again. */
export type Connection = 'sending' | 'offline' | 'retrying';
