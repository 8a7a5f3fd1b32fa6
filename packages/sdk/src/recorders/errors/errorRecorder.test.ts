import { errorLog, type Severity, systemMetric } from '@parqueue/schema/presets';
import { describe, expect, it } from 'vitest';
import { fakeDoor } from '../../testing/fakeDoor.ts';
import { type ErrorRecorderOptions, errorRecorderOver } from './errorRecorder.ts';

const NOW = Date.parse('2026-03-29T00:59:59.999Z');

function setUp(options: ErrorRecorderOptions = {}) {
  const clock = { now: NOW };
  const doors = { errors: fakeDoor(errorLog), metrics: fakeDoor(systemMetric) };
  const failures = errorRecorderOver(doors, options, { now: () => clock.now });
  const logged = () => doors.errors.rows.map(({ values }) => withJson(values, 'context'));
  return { failures, doors, clock, logged };
}

/** The door gives JSON columns as their text. */
const withJson = (values: Readonly<Record<string, unknown>>, column: string) => ({
  ...values,
  [column]: JSON.parse(String(values[column])) as unknown,
});

const contextOf = (row: Readonly<Record<string, unknown>> | undefined) =>
  row?.['context'] as Record<string, unknown>;

it('[ER1] {003.06} an error is a row with its severity, service, message, context, stack and play', () => {
  const { failures, logged } = setUp();
  const { fingerprint, rowId } = failures.error(new TypeError('no track 17'), {
    severity: 'critical',
    service: 'ffmpeg',
    context: { host: 'nginx-rtmp', port: 1935 },
    playId: 'play-1',
  });
  expect(rowId).toBe('row-0');
  expect(logged()).toEqual([
    {
      timestamp: NOW,
      service: 'ffmpeg',
      severity: 'critical',
      message: 'no track 17',
      context: {
        host: 'nginx-rtmp',
        port: 1935,
        error_type: 'TypeError',
        fingerprint,
        fingerprint_text: expect.stringMatching(/^TypeError\nno track <n>\n/),
        fingerprint_rule: expect.stringContaining('first 3 frames of own code'),
      },
      stack_trace: expect.stringMatching(/^TypeError: no track 17\n\s+at /),
      resolved: false,
      resolved_at: null,
      play_history_id: 'play-1',
      row_id: null,
      revision: null,
    },
  ]);
});

it('[ER1] {003.06} a message alone is enough', () => {
  const { failures, logged } = setUp();
  failures.error('انقطع البث');
  expect(logged()).toMatchObject([
    { service: 'page', severity: 'error', message: 'انقطع البث', stack_trace: null, play_history_id: null },
  ]);
  expect(contextOf(logged()[0])['fingerprint_text']).toBe('Message\nانقطع البث');
});

it.each(['info', 'warning', 'error', 'critical'] as const)('[ER1] {003.07} the severity %s', (severity) => {
  const { failures, logged } = setUp();
  failures.error('x', { severity });
  expect(logged()[0]).toMatchObject({ severity });
  expect(contextOf(logged()[0])['given_severity']).toBeUndefined();
});

it('[ER6] another severity is an error, and what was given is kept', () => {
  const { failures, logged } = setUp();
  failures.error('x', { severity: 'FATAL' as Severity });
  expect(logged()).toMatchObject([{ severity: 'error', context: { given_severity: 'FATAL' } }]);
});

it('[ER1] the context of the recorder goes into every error, that of a call before it', () => {
  const { failures, logged } = setUp({ service: 'player', context: () => ({ build: 7, page: 'a' }) });
  failures.error('x', { context: { page: 'b', fingerprint: 'mine' }, playId: { rowId: 'play-2' } });
  expect(logged()).toMatchObject([
    { service: 'player', context: { build: 7, page: 'b' }, play_history_id: 'play-2' },
  ]);
  expect(contextOf(logged()[0])['fingerprint']).toMatch(/^[0-9a-f]{16}$/);
});

it('[ER4] {003.07} what is resolved is said with its time, as a change of the row', async () => {
  const { failures, doors, clock, logged } = setUp();
  const first = failures.error('a');
  failures.error('b');
  clock.now += 60_000;
  expect(await first.resolve()).toEqual({ applied: true, kept: [] });
  expect(await failures.resolve('row-1')).toEqual({ applied: true, kept: [] });
  expect(logged()).toMatchObject([
    { message: 'a', resolved: true, resolved_at: NOW + 60_000 },
    { message: 'b', resolved: true, resolved_at: NOW + 60_000 },
  ]);
  expect(doors.errors.rows.map(({ changeCount }) => changeCount)).toEqual([1, 1]);
  expect(await failures.resolve('unheard')).toEqual({ applied: false, reason: 'forgotten' });
});

it('[ER5] {003.08} a metric is a row with its value, unit, service and metadata', () => {
  const { failures, doors } = setUp({ service: 'ffmpeg' });
  failures.metric('cpu_usage', 45.2, { unit: 'percent', metadata: { core: 1 } });
  failures.metric('frames', -0, { service: 'encoder', at: 0 });
  expect(doors.metrics.rows.map(({ values }) => withJson(values, 'metadata'))).toMatchObject([
    {
      timestamp: NOW,
      metric_name: 'cpu_usage',
      metric_value: 45.2,
      unit: 'percent',
      service: 'ffmpeg',
      metadata: { core: 1 },
    },
    { timestamp: 0, metric_name: 'frames', unit: null, service: 'encoder', metadata: null },
  ]);
});

describe('[ER6] the host is never thrown at, and the row is logged', () => {
  const hostile = new Proxy({}, { get: () => Symbol.iterator });
  it.each([
    ['an undefined error', undefined, undefined],
    ['a hostile error', hostile, {}],
    ['details that are null', 'x', null],
    ['a context that JSON refuses', 'x', { context: { n: NaN, f: () => 1, big: 1n, m: new Map() } }],
    ['a context that is none', 'x', { context: 'text' }],
    ['a play that is null', 'x', { playId: null }],
    ['a time that is none', 'x', { at: NaN }],
  ])('%s', (_, thrown, details) => {
    const { failures, doors, logged } = setUp();
    failures.error(thrown, details as never);
    expect(doors.errors.refusals).toEqual([]);
    expect(logged()).toMatchObject([{ severity: 'error', timestamp: NOW }]);
  });

  it('when its own functions throw', () => {
    const no = () => {
      throw new Error('no');
    };
    const { failures, logged } = setUp({ context: no, isOwnFile: no });
    failures.error(new Error('x'));
    expect(contextOf(logged()[0])['fingerprint_text']).toMatch(/errorRecorder\.test\.ts/);
  });

  it('a row that does not fit is refused by its door', async () => {
    const { failures, doors } = setUp();
    const row = failures.metric('cpu', 'much' as never);
    await expect(row.stored).rejects.toThrow('system_metrics.metric_value: expected float64, got "much"');
    expect(doors.metrics.rows).toEqual([]);
  });
});
