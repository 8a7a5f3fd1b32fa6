import type { FeatureSpec, TableDefinition } from '@parqueue/schema';
import { flawOfClip } from './flawOfClip.ts';
import { isUtf8 } from './isUtf8.ts';

/** What the values of one leaf must be, beyond what its type says. Of nulls nothing is asked. */
export interface ValueRule {
  /** `identity` is the `user_id` of the shard's proof; a `path` stands only where there is a `clip`. */
  readonly of: 'identity' | 'clip' | 'path' | 'bytes' | 'number' | 'any';
  /** Says in words what is wrong with a value, without a word of it. */
  readonly flawOf?: FlawOf;
  /** Both are allowed. */
  readonly range?: readonly [min: number, max: number];
}

export type FlawOf = (bytes: Uint8Array, start: number, end: number) => string | undefined;

/** The years 1 to 9999, in epoch milliseconds. */
export const TIMES = [-62_135_596_800_000, 253_402_300_799_999] as const;

/** The rules of the leaves of a table, in their order. */
export const valueRules = ({ features, fill }: TableDefinition): readonly ValueRule[] =>
  Object.entries(features).flatMap(([name, feature]) =>
    fill[name] === 'identity' ? [{ of: 'identity' } as const] : rulesOf(feature),
  );

function rulesOf(feature: FeatureSpec): readonly ValueRule[] {
  switch (feature.kind) {
    case 'string':
      return [{ of: 'bytes', flawOf: flawOfText }];
    case 'json':
      return [{ of: 'bytes', flawOf: flawOfJson }];
    case 'timestamp':
      return [{ of: 'number', range: TIMES }];
    case 'classLabel':
      return [{ of: 'number', range: [0, feature.names.length - 1] }];
    case 'audio':
      return [
        { of: 'clip', flawOf: flawOfClip },
        { of: 'path', flawOf: flawOfPath },
      ];
    case 'list':
      return rulesOf(feature.of);
    case 'struct':
      return Object.values(feature.fields).flatMap(rulesOf);
    default:
      return [{ of: 'any' }];
  }
}

const flawOfText: FlawOf = (bytes, start, end) =>
  isUtf8(bytes, start, end) ? undefined : 'text that is not UTF-8';

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

const flawOfJson: FlawOf = (bytes, start, end) => {
  if (!isUtf8(bytes, start, end)) return 'text that is not UTF-8';
  try {
    JSON.parse(decoder.decode(bytes.subarray(start, end)));
    return undefined;
  } catch {
    return 'text that is not JSON';
  }
};

/** Of a longer or other name `datasets` could make a local file, or an address, on the machine of whoever loads the dataset. */
const PATH = /^[A-Za-z0-9_-]{1,200}\.flac$/;
const PATH_MAX_BYTES = 205;

const flawOfPath: FlawOf = (bytes, start, end) =>
  end - start <= PATH_MAX_BYTES && PATH.test(decoder.decode(bytes.subarray(start, end)))
    ? undefined
    : 'a path that is not a bare name and .flac';

/** The rule of an identity, for one shard. */
export function flawOfIdentity(userId: string): FlawOf {
  const expected = new TextEncoder().encode(userId);
  return (bytes, start, end) => {
    const isSame = end - start === expected.length && expected.every((byte, i) => byte === bytes[start + i]);
    return isSame ? undefined : 'a user_id that is not the one of its identity proof';
  };
}
