import { expect, test } from 'vitest';
import { createShardShape } from './shardShape.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function problemOf(format: 'parquet' | 'jsonl', ...parts: readonly string[]): string | undefined {
  const shape = createShardShape(format);
  for (const part of parts) shape.add(bytesOf(part));
  return shape.problem();
}

test('a Parquet file has its mark at both ends, however its bytes are cut', () => {
  expect(problemOf('parquet', 'PAR1 a footer PAR1')).toBeUndefined();
  expect(problemOf('parquet', ...'PAR1 a footer PAR1')).toBeUndefined();
  expect(problemOf('parquet', 'PAR1 a footer PAR', '1', '')).toBeUndefined();
});

test.for(['', 'PAR1', 'PAR1PAR1', 'PAR1 a footer', 'a footer PAR1', 'PAR1 a footer PAR1\n', '{"a":1}\n'])(
  '%o is no Parquet file',
  (text) => expect(problemOf('parquet', text)).toContain('PAR1'),
);

test('JSON lines begin with an object and end with a line feed', () => {
  expect(problemOf('jsonl', '{"a":1}\n', '{"a":2}\n')).toBeUndefined();
  expect(problemOf('jsonl', '{"a":1}\n', '{"a":2}')).toContain('line feed');
  expect(problemOf('jsonl', '[1]\n')).toContain('{');
  expect(problemOf('jsonl', '')).toContain('{');
});
