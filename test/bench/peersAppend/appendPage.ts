/** Where the SDKs of the page send. */
export interface Addresses {
  /** Answers 200 to whatever is posted. */
  readonly collector: string;
  readonly relay: string;
}

/** What the page does when it is told. */
export interface AppendPage {
  start(subject: string, addresses: Addresses): Promise<void>;
  /** Calls in one task; how long that took, in milliseconds. */
  burst(count: number): number;
  /** One call in a task of its own, again and again; without calls, the tasks alone. */
  paced(count: number, paceMs: number, calls: boolean): Promise<void>;
}
