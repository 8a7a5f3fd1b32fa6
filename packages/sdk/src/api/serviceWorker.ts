/**
 * Where a service worker sends to: what the page's logger has.
 *
 * @example
 * ```ts
 * import type { ServiceWorkerOptions } from '@parqueue/sdk/service-worker';
 *
 * const options: ServiceWorkerOptions = { relay: 'https://relay.example.workers.dev', dataset: 'recitations' };
 * ```
 */
export interface ServiceWorkerOptions {
  /** The relay's address, as the page's logger has it. */
  readonly relay: string;
  /** The relay's name for the dataset, as the page's logger has it. */
  readonly dataset: string;
  /**
   * Gives the credential that the relay turns into a ticket. It runs in the service worker, which has the page's cookies and not its
   * storage. Default: none.
   */
  readonly ticket?: () => Promise<string> | string;
  /** As the page's logger has it: recordings wait while the browser saves data, and count as left over. Default false. */
  readonly respectSaveData?: boolean;
}
