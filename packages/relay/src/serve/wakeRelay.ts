import { request } from 'node:http';

const PATIENCE_MS = 60_000;

/** Calls the watchdog behind a socket: it wakes every spool whose alarm got lost. Rejects with what kept it from that. */
export function wakeRelay(socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method: 'POST', path: '/', timeout: PATIENCE_MS }, (response) => {
      response.resume();
      if (response.statusCode === 204) resolve();
      else reject(new Error(`the watchdog answered ${response.statusCode}`));
    });
    asking.on('timeout', () => asking.destroy(new Error('the watchdog does not answer')));
    asking.on('error', reject);
    asking.end();
  });
}
