import { describe, expect, it } from 'vitest';
import { playRig } from '../../testing/playRig.ts';
import type { PlayTrack } from './playRecorder.ts';
import { watchMedia } from './watchMedia.ts';

/** A media element in the hands of the test: what it is, and what it tells. */
class FakeElement extends EventTarget {
  paused = true;
  ended = false;
  seeking = false;
  readyState = 0;
  currentTime = 0;
  duration = Number.NaN;
  error: { code: number; message: string } | null = null;
}

/** What the element tells, at its second; some things are so before they are told. */
type Told = readonly [second: number, type: string, so?: Partial<FakeElement>];

function watched(track: PlayTrack | (() => PlayTrack) = { title: 'Night' }) {
  const rig = playRig();
  const element = new FakeElement();
  const failures: unknown[] = [];
  const trackOf = typeof track === 'function' ? track : () => track;
  const stop = watchMedia(rig.plays, element as unknown as HTMLMediaElement, trackOf, {
    failed: (failure) => failures.push(failure),
  });
  let second = 0;
  function tell(...told: readonly Told[]): void {
    for (const [to, type, so] of told) {
      rig.pass(to - second);
      second = to;
      Object.assign(element, so);
      const event = new Event(type);
      Object.defineProperty(event, 'timeStamp', { value: to * 1000 });
      element.dispatchEvent(event);
    }
  }
  return { ...rig, element, tell, stop, failures };
}

const STARTS: readonly Told[] = [
  [0, 'play', { paused: false }],
  [0, 'waiting'],
  [0.25, 'playing', { readyState: 4, duration: 60.4 }],
];

it('[PL10] {003.34} a play starts with its first sound, and says how long that took', () => {
  const { tell, rows } = watched();
  tell([0, 'play', { paused: false }], [0, 'waiting']);
  expect(rows()).toEqual([]);
  tell([0.25, 'playing', { readyState: 4, duration: 60.4 }]);
  expect(rows()).toMatchObject([{ title: 'Night', expected_duration_seconds: 60, ended_at: null }]);
  tell([60.65, 'pause', { ended: true, currentTime: 60.4, paused: true }], [60.65, 'ended']);
  expect(rows()).toMatchObject([
    {
      duration_seconds: 60,
      metadata: {
        startup_seconds: 0.25,
        position_seconds: 60.4,
        played_seconds: 60.4,
        pause_count: 0,
        end_reason: 'ended',
      },
    },
  ]);
});

it('[PL10] pauses, seeks and stalls are counted, with their time', () => {
  const { tell, rows } = watched();
  tell(
    ...STARTS,
    [10.25, 'pause', { paused: true }],
    [13.25, 'play', { paused: false }],
    [13.25, 'playing'],
    [15.25, 'waiting'],
    [16.25, 'stalled', { readyState: 2 }],
    [19.25, 'playing', { readyState: 4 }],
    [20.25, 'seeking', { seeking: true }],
    [20.25, 'waiting'],
    [20.75, 'seeked', { seeking: false }],
    [20.75, 'playing'],
    [21.25, 'stalled', { readyState: 4 }],
    [22.25, 'timeupdate', { currentTime: 33.3333 }],
    [22.25, 'ended', { ended: true }],
  );
  expect(rows()).toMatchObject([
    {
      duration_seconds: 22,
      metadata: {
        ...{ pause_count: 1, paused_seconds: 3, stall_count: 1, stalled_seconds: 4, seek_count: 1 },
        ...{ played_seconds: 15, startup_seconds: 0.25, position_seconds: 33.333 },
      },
    },
  ]);
});

describe('[PL10] another source', () => {
  it('ends the play before it, where it was', () => {
    const { tell, rows } = watched();
    tell(
      ...STARTS,
      [5, 'timeupdate', { currentTime: 4.75 }],
      [5, 'emptied', { currentTime: 0, paused: true }],
    );
    tell([6, 'play', { paused: false }], [6.5, 'playing']);
    expect(rows()).toMatchObject([
      { duration_seconds: 5, metadata: { end_reason: 'replaced', position_seconds: 4.75 } },
      { ended_at: null },
    ]);
  });

  it('and the same one again is a play of its own', () => {
    const { tell, rows } = watched();
    tell(...STARTS, [5, 'ended', { ended: true, paused: true }]);
    tell([7, 'play', { ended: false, paused: false }], [7, 'seeking'], [7.1, 'playing'], [8, 'ended']);
    expect(rows()).toMatchObject([
      { metadata: { end_reason: 'ended', startup_seconds: 0.25 } },
      { metadata: { end_reason: 'ended', startup_seconds: 0.1, seek_count: 0 } },
    ]);
  });
});

describe('[PL11] errors of the element', () => {
  it.each([
    [1, '', 'playing was aborted'],
    [2, '', 'the network failed'],
    [3, 'PIPELINE_ERROR', 'it cannot be decoded: PIPELINE_ERROR'],
    [4, '', 'it cannot be played'],
    [9, 'new', 'the media failed: new'],
  ])('code %d ends the play', (code, message, text) => {
    const { tell, rows, failures } = watched();
    tell(...STARTS, [4.25, 'error', { error: { code, message } }]);
    expect(rows()).toMatchObject([
      {
        duration_seconds: 4,
        had_errors: true,
        error_count: 1,
        error_message: text,
        metadata: { end_reason: 'failed', media_error_code: code },
      },
    ]);
    expect(failures).toMatchObject([{ play: { rowId: 'row-0' }, message: text, error: { code } }]);
  });

  it('a track that fails before it sounds is a play of no length', () => {
    const { tell, rows } = watched();
    tell([0, 'play', { paused: false }], [0.5, 'error', { error: { code: 4, message: '' } }]);
    expect(rows()).toMatchObject([
      { title: 'Night', duration_seconds: 0, expected_duration_seconds: null, error_count: 1 },
    ]);
  });

  it('what nobody wanted to hear is none', () => {
    const { tell, rows, failures } = watched();
    tell([0, 'error', { error: { code: 4, message: '' } }]);
    expect([rows(), failures]).toEqual([[], []]);
  });
});

it('[PL10] a track that stalls before it sounds is a play that stalls', () => {
  const { tell, rows } = watched();
  tell(
    [0, 'play', { paused: false }],
    [3, 'stalled', { readyState: 1, duration: 60 }],
    [8, 'playing', { readyState: 4 }],
    [9, 'ended'],
  );
  expect(rows()).toMatchObject([
    { metadata: { stall_count: 1, stalled_seconds: 5, startup_seconds: 8, played_seconds: 1 } },
  ]);
});

it('[PL10] an element that plays already is a play at once', () => {
  const { plays, rows } = playRig();
  const element = Object.assign(new FakeElement(), { paused: false, readyState: 4, duration: 5 });
  watchMedia(plays, element as unknown as HTMLMediaElement, () => ({ title: 'Night' }));
  expect(rows()).toMatchObject([{ title: 'Night', expected_duration_seconds: 5 }]);
});

it('[PL10] undone, it hears no more, and its play has ended', () => {
  const { tell, stop, rows } = watched();
  tell(...STARTS);
  stop();
  stop();
  tell([5, 'ended'], [6, 'play'], [6, 'playing']);
  expect(rows()).toMatchObject([{ metadata: { end_reason: 'stopped' } }]);
});

it('[PL9] a track that cannot be told, and metadata that throws, lose no play', () => {
  const { tell, rows } = watched(() => {
    throw new Error('no');
  });
  tell(...STARTS, [5, 'ended']);
  expect(rows()).toMatchObject([{ title: null, expected_duration_seconds: 60, duration_seconds: 5 }]);
});

it('[PL10] the metadata of the track stands beside that of the element', () => {
  let asked = 0;
  const { tell, rows } = watched({ expectedDurationS: 99, metadata: () => ({ asked: ++asked, list: 'x' }) });
  tell(...STARTS, [5, 'ended']);
  expect(rows()).toMatchObject([
    { expected_duration_seconds: 99, metadata: { list: 'x', startup_seconds: 0.25 } },
  ]);
  expect(rows()[0]?.metadata?.['asked']).toBe(asked);
});
