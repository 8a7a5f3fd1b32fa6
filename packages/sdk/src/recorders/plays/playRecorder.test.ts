import { describe, expect, it } from 'vitest';
import { playRig, RIG_START } from '../../testing/playRig.ts';

const TRACK = {
  artist: 'The Beatles',
  title: 'Hey Jude',
  album: '1968-1970',
  songId: 123,
  filePath: '/srv/loops/the_beatles_hey_jude.mp4',
  expectedDurationS: 431,
  processId: 12_345,
};
const at = (seconds: number) => RIG_START + seconds * 1000;

it('[PL3] {003.01} a play that starts is a row with its track, and has no end', () => {
  const { plays, rows } = playRig();
  const play = plays.start({ ...TRACK, metadata: { list: 'evening' } });
  expect(play.rowId).toBe('row-0');
  expect(plays.current()).toBe(play);
  expect(rows()).toEqual([
    {
      track_key: 'the beatles - hey jude',
      artist: 'The Beatles',
      title: 'Hey Jude',
      album: '1968-1970',
      azuracast_song_id: '123',
      loop_file_path: '/srv/loops/the_beatles_hey_jude.mp4',
      started_at: at(0),
      ended_at: null,
      duration_seconds: null,
      expected_duration_seconds: 431,
      ffmpeg_pid: 12_345,
      had_errors: false,
      error_message: null,
      error_count: 0,
      metadata: { list: 'evening' },
      row_id: null,
      revision: null,
    },
  ]);
});

it('[PL3] {003.02} {003.05} its end says how long it was, and how long it was heard', async () => {
  const { plays, pass, rows } = playRig();
  const play = plays.start(TRACK);
  pass(10.4);
  play.pause();
  pass(20);
  play.resume();
  pass(1);
  play.stall();
  pass(2.5);
  play.resume();
  play.seek();
  pass(6.2);
  expect(await play.end({ hadErrors: false })).toEqual({ applied: true, kept: [] });
  expect(play.isEnded).toBe(true);
  expect(plays.current()).toBeUndefined();
  expect(rows()).toMatchObject([
    {
      ended_at: at(40.1),
      duration_seconds: 40,
      expected_duration_seconds: 431,
      had_errors: false,
      error_message: null,
      error_count: 0,
      metadata: {
        played_seconds: 17.6,
        paused_seconds: 20,
        pause_count: 1,
        stalled_seconds: 2.5,
        stall_count: 1,
        seek_count: 1,
        end_reason: 'ended',
      },
    },
  ]);
});

it('[PL3] an end is said once', async () => {
  const { plays, pass, rows } = playRig();
  const play = plays.start(TRACK);
  pass(3);
  const first = play.end({ reason: 'stopped' });
  pass(3);
  expect(play.end({ reason: 'ended' })).toBe(first);
  play.pause();
  play.error('late');
  await first;
  expect(rows()).toMatchObject([
    { duration_seconds: 3, error_count: 0, metadata: { end_reason: 'stopped', pause_count: 0 } },
  ]);
});

describe('[PL4] the clock on the wall', () => {
  it.each([
    ['goes on', 0, 60, at(60), undefined],
    ['is set back', -3_600_000, 60, at(60), undefined],
    ['jumps: the device slept', 3_600_000, 3660, at(3660), 3600],
    ['is corrected a little', 1500, 62, at(61.5), undefined],
  ] as const)('%s', async (_, jumpMs, durationS, endedAt, suspended) => {
    const { plays, pass, clock, rows } = playRig();
    const play = plays.start(TRACK);
    pass(30);
    clock.now += jumpMs;
    pass(30);
    await play.end();
    expect(rows()).toMatchObject([
      { started_at: at(0), ended_at: endedAt, duration_seconds: durationS, metadata: { played_seconds: 60 } },
    ]);
    expect(rows()[0]?.metadata?.['suspended_seconds']).toBe(suspended);
  });
});

describe('[PL5] errors of a play', () => {
  it('{003.02} are counted, and their texts kept', async () => {
    const { plays, pass, rows } = playRig();
    const play = plays.start(TRACK);
    play.error(new Error('connection refused'));
    expect(rows()).toMatchObject([
      { had_errors: true, error_count: 1, error_message: 'connection refused', ended_at: null },
    ]);
    play.error('انقطع البث');
    play.error('connection refused');
    play.error();
    pass(5);
    expect(rows()).toMatchObject([{ error_count: 4, error_message: 'connection refused\nانقطع البث' }]);
    await play.end({ hadErrors: false, errorMessage: 'gave up' });
    expect(rows()).toMatchObject([
      { had_errors: true, error_count: 4, error_message: 'connection refused\nانقطع البث\ngave up' },
    ]);
  });

  it('that come thick and fast are written once a second', async () => {
    const { plays, pass, rows, changeCounts, timerCount } = playRig();
    const play = plays.start(TRACK);
    for (let i = 0; i < 1000; i++) play.error(`e${i % 3}`);
    expect(changeCounts()).toEqual([1]);
    pass(10);
    expect(changeCounts()).toEqual([2]);
    expect(rows()).toMatchObject([{ error_count: 1000, error_message: 'e0\ne1\ne2' }]);
    await play.end();
    expect(timerCount()).toBe(0);
  });

  it.each([
    [{ hadErrors: true }, 1, null],
    [{ errorMessage: 'no' }, 1, 'no'],
    [{ errorCount: 7, errorMessage: 'no' }, 7, 'no'],
    [{ hadErrors: true, errorCount: 0 }, 1, null],
    [{ errorCount: Number.NaN }, 0, null],
    [{ errorCount: Number.MAX_SAFE_INTEGER }, 2 ** 31 - 1, null],
    [{}, 0, null],
  ])('%o at its end', async (end, count, message) => {
    const { plays, rows } = playRig();
    await plays.start(TRACK).end(end);
    expect(rows()).toMatchObject([{ had_errors: count > 0, error_count: count, error_message: message }]);
  });
});

it('[PL6] a play ends when the next one starts', () => {
  const { plays, pass, rows } = playRig();
  const first = plays.start({ title: 'one' });
  pass(5);
  const second = plays.start({ title: 'two' });
  expect([first.isEnded, second.isEnded]).toEqual([true, false]);
  expect(plays.current()).toBe(second);
  expect(rows()).toMatchObject([
    { title: 'one', duration_seconds: 5, metadata: { end_reason: 'replaced' } },
    { title: 'two', ended_at: null },
  ]);
});

it('[PL6] plays may overlap where that is wanted', () => {
  const { plays, rows } = playRig(undefined, { overlap: true });
  const [first, second] = [plays.start({ title: 'one' }), plays.start({ title: 'two' })];
  expect([first.isEnded, plays.current()]).toEqual([false, second]);
  void second.end();
  expect(plays.current()).toBe(first);
  plays.close();
  expect(rows()).toMatchObject([
    { metadata: { end_reason: 'stopped' } },
    { metadata: { end_reason: 'ended' } },
  ]);
});

it('[PL6] {003.12} a recorder that is closed ends its play, and lets go of page and clock', async () => {
  const { plays, rows, isFollowed, timerCount } = playRig();
  plays.start(TRACK);
  expect([isFollowed(), timerCount()]).toEqual([true, 1]);
  plays.close();
  plays.close();
  expect(rows()).toMatchObject([{ metadata: { end_reason: 'stopped' } }]);
  expect([isFollowed(), timerCount()]).toEqual([false, 0]);
});

describe('[PL9] whatever it is given, a play is logged', () => {
  const throws = () => {
    throw new Error('no');
  };
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['numbers that are none', { expectedDurationS: Number.NaN, processId: 'x', title: 7 }],
    ['a stream without an end', { expectedDurationS: Number.POSITIVE_INFINITY }],
    ['a number out of range', { processId: 2 ** 31 }],
    ['metadata that JSON refuses', { metadata: { a: Number.NaN, b: () => 1, c: 1n } }],
    ['metadata that is none', { metadata: 'x' }],
    ['metadata that throws', { metadata: throws }],
  ])('%s', async (_, track) => {
    const { plays, rows, shared } = playRig();
    const play = plays.start(track as never);
    await play.end(null as never);
    expect(shared.door.refusals).toEqual([]);
    expect(rows()).toMatchObject([
      { expected_duration_seconds: null, ffmpeg_pid: null, duration_seconds: 0 },
    ]);
  });

  it('fractions of seconds are rounded', () => {
    const { plays, rows } = playRig();
    plays.start({ expectedDurationS: 431.52, metadata: () => ({ at: 1 }) });
    expect(rows()).toMatchObject([{ expected_duration_seconds: 432, metadata: { at: 1 } }]);
  });
});
