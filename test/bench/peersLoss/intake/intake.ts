/** What the way to where events arrive does. */
export type GateState =
  | 'open'
  /** 503 to every upload, without `Retry-After`; preflights are answered, so that the page's script sees the status. */
  | 'unavailable'
  /** Nobody listens. */
  | 'closed';

/** Where the events of one trial arrive. */
export interface Intake {
  readonly url: string;
  become(state: GateState): Promise<void>;
  /** The labels of all events that have arrived, each as often as it did. */
  arrivals(): Promise<readonly string[]>;
  close(): Promise<void>;
}
