import { expect, test } from 'vitest';
import { workerdConfig } from './workerdConfig.ts';

const MANIFEST = {
  compatibilityDate: '2026-10-01',
  compatibilityFlags: ['some_flag'],
  durableObjects: { SPOOL: 'Spool' },
  values: { RATE: { limit: 3, said: 'a "b" \\' } },
  variables: ['HF_TOKEN'],
};

test('each binding has the form that workerd knows', () => {
  const lines = workerdConfig(MANIFEST)
    .split('\n')
    .map((line) => line.trim());
  expect(lines).toContain('(name = "SPOOL", durableObjectNamespace = "Spool"),');
  expect(lines).toContain(String.raw`(name = "RATE", json = "{\"limit\":3,\"said\":\"a \\\"b\\\" \\\\\"}"),`);
  expect(lines).toContain('(name = "HF_TOKEN", fromEnvironment = "HF_TOKEN")');
  expect(lines).toContain('compatibilityFlags = ["some_flag"],');
});

test('the heap has the limit that the platform would set', () => {
  expect(workerdConfig(MANIFEST).match(/v8Flags = \["--max-heap-size=128"\]/g)).toHaveLength(2);
});

test('the name under which spools lie on disk never changes, or they would be lost', () => {
  expect(workerdConfig(MANIFEST)).toContain(
    '(className = "Spool", uniqueKey = "parqueue-Spool", enableSql = true)',
  );
});

test('this machine is in reach only where the Hub is on it', () => {
  const [, atLarge = '', here = ''] = workerdConfig(MANIFEST).split(':Workerd.Config');
  expect(atLarge).toContain('allow = ["public"]');
  expect(here).toContain('allow = ["public", "local"]');
});

test('text that would have to be escaped in a way of its own is refused', () => {
  expect(() => workerdConfig({ ...MANIFEST, variables: ['ü'] })).toThrow('expected printable ASCII, got "ü"');
  expect(() => workerdConfig({ ...MANIFEST, compatibilityDate: 'a\nb' })).toThrow('printable ASCII');
});
