/** A browser that can be broken in the ways that the nemesis knows. */
export interface BrowserEngine {
  readonly name: string;
  /** Opens it on a profile that lasts. */
  launch(): Promise<RunningBrowser>;
  /** While it is not running: leaves the databases of its profile as a kill does in the middle of a write of so many bytes. */
  tearDatabases(writeBytes: number): Promise<void>;
  /** What it has said of its storage since the last call. */
  takeTroubles(): readonly string[];
}

export interface RunningBrowser {
  readonly version: string;
  /** Opens a page in a tab of its own; its notes go to `onNote`, each as text. */
  openTab(url: string, onNote: (note: string) => void): Promise<BrowserTab>;
  /** Ends all its processes at once, as the system or a power switch does. */
  kill(): Promise<void>;
}

export interface BrowserTab {
  /** Calls a function of `window.chaosTab`. Rejects when the tab is gone, or has not answered in time. */
  call<T>(name: string, args: readonly unknown[], timeoutMs: number): Promise<T>;
  /** The process of the page dies. */
  crash(): Promise<void>;
  /** Away at once, without asking the page. */
  close(): Promise<void>;
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  leave(url: string): Promise<void>;
  back(): Promise<void>;
  /** Ends the page's workers without a word to the page. Gives how many there were. */
  killWorkers(): Promise<number>;
  /** Keeps the page's workers busy for so long. Gives how many there were. */
  hangWorkers(forMs: number): Promise<number>;
  /** Leaves the origin so much room beyond what it uses; undefined gives all back. */
  limitRoom(roomBytes: number | undefined): Promise<void>;
  /** Whether its process died. */
  hasCrashed(): boolean;
}
