export const engineNames = ['firefox', 'webkit'] as const;
export type EngineName = (typeof engineNames)[number];

/** Tests that an engine does not run, and why. */
export interface Difference {
  readonly file: string;
  /** How their titles begin; without it, the file is left out. */
  readonly title?: string;
  readonly reason: string;
}

const EXITS = 'test/offline/exits.browser.test.ts';
const TABS = 'test/offline/tabs.browser.test.ts';
const RECOVERY = 'test/offline/recovery.browser.test.ts';
const QUOTA = 'test/offline/quota.browser.test.ts';
const MARKS = 'test/recorders/pageMarks.browser.test.ts';
const GRAPH = 'packages/sdk/src/audio/captureGraph.browser.test.ts';
const TRACK = 'packages/sdk/src/audio/trackCapture.browser.test.ts';

const NO_FREEZE = 'only the developer tools of Chromium hide and freeze a tab';
const NO_CRASH = 'only the developer tools of Chromium crash a tab';
const NO_LIMIT = 'only the developer tools of Chromium limit the room of an origin';
const NO_TRACK_FRAMES =
  'a page has no MediaStreamTrackProcessor here, so that all sound comes through an audio graph';
const NO_CACHE = 'a page whose worker holds a lock is not kept for the way back';
const NO_CACHE_WITH_LOCK = 'a page that holds a lock is not kept for the way back';
const NO_WORD_OF_RETURN = 'its tools tell nothing of a page that comes out of the cache of the way back';
const NO_STORAGE_MANAGER = 'MiniBrowser under automation has no navigator.storage';
const TOO_LATE =
  'a page that goes to about:blank goes at once, before the database has answered that a transaction may begin';
const CLOSED_AT_ONCE =
  'a window that is closed takes rows along that its worker has not stored, if it has not by chance';
const NO_HANDS = 'the small WebDriver client of these tests has neither pointer nor keyboard';
const BUSY =
  'between a track and a graph frames are late or lost on a busy machine, so that this holds on a quiet one only';
const NO_TRACK_EVENTS = 'a track hears no event that a script dispatches';

/** What only Chromium can be asked for, or has. */
const CHROMIUM_ONLY: readonly Difference[] = [
  { file: EXITS, title: '[SD8] [R1] [R3] a tab that is hidden, frozen', reason: NO_FREEZE },
  { file: EXITS, title: '[SD8] [R1] [R3] a tab that is frozen', reason: NO_FREEZE },
  { file: TABS, title: '[SD24] [R3] a tab that crashes', reason: NO_CRASH },
  { file: RECOVERY, reason: NO_CRASH },
  { file: MARKS, title: '[SG1] what a page had open that crashed', reason: NO_CRASH },
  { file: QUOTA, title: '[SD33] [AU4] where the browser gives no more room', reason: NO_LIMIT },
  { file: QUOTA, title: '[SD33] [R2] rows that find no room', reason: NO_LIMIT },
  { file: TRACK, title: '[R13] loses nothing where an audio graph stalls', reason: NO_TRACK_FRAMES },
  { file: TRACK, title: '[R13] what the device did not deliver', reason: NO_TRACK_FRAMES },
  { file: TRACK, title: 'hears the microphone without an audio graph', reason: NO_TRACK_FRAMES },
];

export const differences: Readonly<Record<EngineName, readonly Difference[]>> = {
  firefox: [
    ...CHROMIUM_ONLY,
    { file: EXITS, title: '[SD8] [R1] [R3] a page that is left with rows unstored', reason: NO_CACHE },
    { file: MARKS, title: '[SG1] a page in the cache of the way back', reason: NO_CACHE_WITH_LOCK },
    { file: MARKS, title: '[SG1] a page that has ended all', reason: NO_WORD_OF_RETURN },
    { file: GRAPH, title: 'reports a lost device and a muted one', reason: NO_TRACK_EVENTS },
    { file: TRACK, title: 'reports a lost device and a muted one', reason: NO_TRACK_EVENTS },
  ],
  webkit: [
    ...CHROMIUM_ONLY,
    { file: QUOTA, title: '[SD34]', reason: NO_STORAGE_MANAGER },
    { file: 'test/offline/export.browser.test.ts', reason: NO_STORAGE_MANAGER },
    { file: EXITS, title: '[SD8] [R1] [R3] a page that is left for good', reason: TOO_LATE },
    { file: EXITS, title: '[SD13] [R2] the first visit ever', reason: CLOSED_AT_ONCE },
    {
      file: 'packages/sdk/src/entry/loggerLife.browser.test.ts',
      title: '[SD8] [R2] rows of a page that goes elsewhere',
      reason: TOO_LATE,
    },
    { file: GRAPH, title: '[R13] loses nothing while the page is blocked', reason: BUSY },
    { file: GRAPH, title: 'can capture twice in one context', reason: BUSY },
    { file: GRAPH, title: 'relays through the page', reason: BUSY },
    { file: 'examples/recorder/src/openRecorderPage.browser.test.ts', reason: NO_HANDS },
    { file: 'examples/recorder/src/listening/listening.browser.test.ts', reason: NO_HANDS },
  ],
};

/** Why an engine does not run a test of a file that it runs; undefined where it does. */
export function findDifference(engine: EngineName, file: string, title: string): Difference | undefined {
  return differences[engine].find((one) => one.file === file && one.title && title.startsWith(one.title));
}

/** The files that an engine does not run at all. */
export const filesLeftOut = (engine: EngineName): readonly Difference[] =>
  differences[engine].filter(({ title }) => title === undefined);
