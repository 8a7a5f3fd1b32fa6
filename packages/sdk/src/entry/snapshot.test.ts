import { audio, json, list, string, struct, table } from '@parqueue/schema';
import { expect, test } from 'vitest';
import { rowLine } from '../journal/rowLine.ts';
import { snapshot } from './snapshot.ts';

const part = struct({ ref: string(), note: string() });
const mixed = table({
  name: 'mixed',
  features: {
    text: string(),
    any: json<unknown>(),
    audio: audio(),
    part,
    parts: list(part),
    tags: list(string()),
  },
  revisions: false,
});
const row = { kind: 'struct', fields: mixed.features } as const;

test('what is plain is copied to its depth, so that later changes of it do not show', () => {
  const given = {
    at: new Date(5),
    tags: ['a', { deep: [1, null, undefined, 2n] }],
    none: null,
    bare: Object.create(null),
  };
  const kept = snapshot(given, { kind: 'json' }) as typeof given;
  expect(kept).toEqual({ ...given, bare: {} });
  given.at.setTime(9);
  given.tags.push('b');
  (given.tags[1] as { deep: unknown[] }).deep.length = 0;
  expect(kept.at.getTime()).toBe(5);
  expect(kept.tags).toEqual(['a', { deep: [1, null, undefined, 2n] }]);
});

test('a key of any name is a key', () => {
  const given = JSON.parse('{"__proto__": {"x": 1}}');
  expect(Object.keys(snapshot(given, row) as object)).toEqual(['__proto__']);
});

class Verse {
  readonly #ref = '1:1';
  note = 'first';
  get ref() {
    return this.#ref;
  }
}

class Amount {
  readonly cents = 7;
  readonly #cents = 150;
  toJSON() {
    return { euros: this.#cents / 100 };
  }
}

class Saying {
  readonly #text = 'said';
  get text() {
    return this.#text;
  }
  get part() {
    return new Verse();
  }
}

function deep(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

const circle: { self?: unknown } = {};
circle.self = circle;
const recording = { recordingId: 'take', state: 'recording', stop: () => {} };

const rows: Readonly<Record<string, () => unknown>> = {
  'an object with toJSON': () => ({ any: { at: new URL('https://a.test/b'), amount: new Amount() } }),
  'a class with getters as the row': () => new Saying(),
  'classes with getters as structs': () => ({ part: new Verse(), parts: [new Verse(), { ref: '2:1' }] }),
  'a recording that runs': () => ({ audio: recording, text: 'heard' }),
  'a clip': () => ({ audio: { recordingId: 'take', index: 2, durationS: 1 } }),
  'a Date of a class of its own': () => ({ any: new (class extends Date {})(5) }),
  'boxed values': () => ({ any: [new String('a'), new Number(1)] }),
  'a proxy': () => new Proxy({ text: 'a', tags: new Proxy(['b'], {}), part: new Proxy(new Verse(), {}) }, {}),
  'what is inherited': () => Object.create({ text: 'inherited' }),
  'a Map': () => ({ any: new Map() }),
  'an Error': () => ({ any: new Error('no') }),
  'a symbol': () => ({ any: [Symbol('no')] }),
  'a function': () => ({ any: { f: () => {} } }),
  'an unknown field with a function': () => ({ part: { ref: 'a', f: () => {} } }),
  bytes: () => ({ any: new Uint8Array(3) }),
  'a promise': () => Promise.resolve({}),
  'an object for text': () => ({ text: new URL('https://a.test/b') }),
  'an array for a row': () => [],
  'a deep value': () => ({ any: deep(200) }),
  'a very deep value': () => ({ any: deep(20_000) }),
  'a circle': () => ({ any: circle }),
  'a hole': () => ({ any: new Array(2) }),
  'a getter that throws': () => ({
    get text() {
      throw new Error('no');
    },
  }),
  'a Date': () => ({ any: { at: new Date(5) } }),
  'an invalid Date': () => ({ any: new Date(Number.NaN) }),
  'a bigint': () => ({ any: 2n }),
};

test.each(Object.keys(rows))(
  '[R3] %s is the same row whether the core or a later visit takes it in',
  (name) => {
    const given = rows[name]?.();
    const direct = lineOf(given);
    const kept = tryTo(() => snapshot(given, row)) ?? given;
    expect(lineOf(kept), 'from the page').toBe(direct);
    const written = tryTo(() => structuredClone(kept));
    expect(written === undefined ? 'refused' : lineOf(written), 'from the exit').toBe(direct);
  },
);

function lineOf(given: unknown): string {
  return tryTo(() => rowLine(mixed, given)) ?? 'refused';
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
