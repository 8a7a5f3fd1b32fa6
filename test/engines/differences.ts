export const engineNames = ['firefox', 'webkit'] as const;
export type EngineName = (typeof engineNames)[number];

/** Tests that an engine does not run, and why. */
export interface Difference {
  readonly file: string;
  /** How their titles begin; without it, all of the file are meant. */
  readonly title?: string;
  readonly reason: string;
}

const EXITS = 'test/offline/exits.browser.test.ts';
const TABS = 'test/offline/tabs.browser.test.ts';
const RECOVERY = 'test/offline/recovery.browser.test.ts';
const GRAPH = 'packages/sdk/src/audio/captureGraph.browser.test.ts';
const TRACK = 'packages/sdk/src/audio/trackCapture.browser.test.ts';

const NO_FREEZE = 'only the developer tools of Chromium hide and freeze a tab';
const NO_CRASH = 'only the developer tools of Chromium crash a tab';
const NO_TRACK_FRAMES =
  'a page has no MediaStreamTrackProcessor here, so that all sound comes through an audio graph';
const NO_TRACK_EVENTS = 'a track hears no event that a script dispatches';

/** What only Chromium can be asked for, or has. */
const CHROMIUM_ONLY: readonly Difference[] = [
  { file: EXITS, title: '[SD8] [R1] [R3] a tab that is hidden, frozen', reason: NO_FREEZE },
  { file: EXITS, title: '[SD8] [R1] [R3] a tab that is frozen', reason: NO_FREEZE },
  { file: TABS, title: '[SD24] [R3] a tab that crashes', reason: NO_CRASH },
  { file: RECOVERY, reason: NO_CRASH },
  { file: TRACK, title: '[R13] loses nothing where an audio graph stalls', reason: NO_TRACK_FRAMES },
  { file: TRACK, title: '[R13] what the device did not deliver', reason: NO_TRACK_FRAMES },
  { file: TRACK, title: 'hears the microphone without an audio graph', reason: NO_TRACK_FRAMES },
];

export const differences: Readonly<Record<EngineName, readonly Difference[]>> = {
  firefox: [
    ...CHROMIUM_ONLY,
    { file: GRAPH, title: 'reports a lost device and a muted one', reason: NO_TRACK_EVENTS },
    { file: TRACK, title: 'reports a lost device and a muted one', reason: NO_TRACK_EVENTS },
  ],
  webkit: [...CHROMIUM_ONLY],
};

/** Why an engine does not run a test; undefined where it does. */
export function findDifference(engine: EngineName, file: string, title: string): Difference | undefined {
  return differences[engine].find((one) => one.file === file && title.startsWith(one.title ?? ''));
}
