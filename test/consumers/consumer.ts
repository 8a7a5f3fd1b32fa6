/** A folder of the app behind a plain file server. */
export interface Files {
  readonly kind: 'files';
  readonly dir: string;
  /** Of every answer. `RELAY` in them is the relay's origin. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The app's own server. */
export interface Server {
  readonly kind: 'server';
  /** Of its package.json. */
  readonly script: string;
  /** For the script; `PORT` in them is the port. */
  readonly args: readonly string[];
}

/** A folder of the app, loaded into Chromium as an extension. */
export interface Extension {
  readonly kind: 'extension';
  readonly dir: string;
}

/** Not at all: the app compiles, and that is all. */
export interface Types {
  readonly kind: 'types';
}

/** How an app gets to the browser once it is installed and built. */
export type Delivery = Files | Server | Extension | Types;

/** What a visit of the page must have come to. */
export interface Expectation {
  /** What the page says at the end. */
  readonly says: string;
  /** What else it shows then, or soon after. */
  readonly shows?: string;
  readonly hasAudio: boolean;
  /** The address of the worker that does the work. */
  readonly worker: RegExp;
  /** Whether the page is cross-origin isolated; by default it is not. */
  readonly isolated?: boolean;
  /** What the server's own answer shows, before any script ran. */
  readonly rendered?: string;
}

/** An app of someone who uses the package, and what has to come of it. */
export interface Consumer {
  readonly name: string;
  /** Folders of `apps` that make the app, laid over one another; the last package.json is its own. */
  readonly layers: readonly string[];
  readonly delivery: Delivery;
  /** Names of the browser's interfaces that the page does not have: what only Chromium has is hidden to test the way of other browsers. */
  readonly hidden?: readonly string[];
  readonly expected: Expectation;
}
