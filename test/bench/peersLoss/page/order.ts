/** What a page is to do from its start on. */
export interface PageOrder {
  /** The name of its SDK's file in `sdks`. */
  readonly peer: string;
  readonly trial: string;
  /** Where it sends to. */
  readonly url: string;
  /** How many events it calls at its start; 0 for a page that is opened again. */
  readonly count: number;
  readonly paceMs: number;
}

/** What a page tells. `called`: all that it had to call, it called. */
export type PageNote =
  | { readonly kind: 'ready' }
  | { readonly kind: 'called' }
  | { readonly kind: 'failed'; readonly text: string };

/** A file in `sdks`: starts the SDK with its events going to `url`, and gives what logs one event. */
export interface PageSdk {
  start(url: string): Promise<(label: string) => void>;
}
