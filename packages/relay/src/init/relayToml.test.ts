import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { editRelayToml, readRelayToml } from './relayToml.ts';

const OWN = readFileSync(new URL('../../../../wrangler.toml', import.meta.url), 'utf8');

describe('wrangler.toml', () => {
  test('says what the relay is called, its variables and its aliases', () => {
    const toml = readRelayToml(OWN);
    expect(toml.name).toBe('parqueue-relay');
    expect(toml.vars).toMatchObject({ HUB_URL: 'https://huggingface.co', COMMIT_INTERVAL: '5m' });
    expect(toml.alias).toMatchObject({ 'parqueue.tables': './parqueue.tables.ts' });
  });

  test('[RL20] is the same but for the values that were set, comments and all', () => {
    const edited = editRelayToml(OWN, {
      vars: { DATASETS: 'voices=me/voices', ALLOWED_ORIGINS: 'https://voices.example' },
      alias: { 'parqueue.tables': '../my-app/src/parqueue.tables.ts' },
    });
    const before = OWN.split('\n');
    const changed = edited.split('\n').filter((line, index) => line !== before[index]);
    expect(changed).toEqual([
      'DATASETS = "voices=me/voices"',
      'ALLOWED_ORIGINS = "https://voices.example"',
      '"parqueue.tables" = "../my-app/src/parqueue.tables.ts"',
    ]);
    expect(edited.split('\n')).toHaveLength(before.length);
  });

  test('[RL20] stays as it is where everything has its value already', () => {
    const { vars, alias } = readRelayToml(OWN);
    expect(editRelayToml(OWN, { vars, alias })).toBe(OWN);
  });

  test('keeps what follows a value on its line, and both kinds of line ends', () => {
    const text = '[vars]\r\nA = \'one\' # of two\r\n  B= "x # \\" y"   \r\n';
    expect(editRelayToml(text, { vars: { A: 'a"b', B: 'z' } })).toBe(
      '[vars]\r\nA = "a\\"b" # of two\r\n  B= "z"   \r\n',
    );
    expect(editRelayToml(text, { vars: { C: 'new' } })).toBe(text.replace('\r\n', '\r\nC = "new"\r\n'));
  });

  test('gets a key, or a table, that is not there', () => {
    const text = '[vars]\nA = "a"\n\n[[ratelimits]]\nC = "not this one"\n';
    const edited = editRelayToml(text, { vars: { C: 'c' }, alias: { 'parqueue.tables': './t.ts' } });
    expect(edited).toBe(
      '[vars]\nC = "c"\nA = "a"\n\n[[ratelimits]]\nC = "not this one"\n\n[alias]\n"parqueue.tables" = "./t.ts"\n',
    );
  });

  test.each([
    ['over several lines', '[vars]\nA = """\nx"""\n'],
    ['in a table within a line', 'vars = { A = "x" }\n'],
    ['as a dotted key', 'vars.A = "x"\n'],
    ['as a number', '[vars]\nA = 5\n'],
  ])('that has a value %s is left to the person', (_, text) => {
    expect(() => editRelayToml(text, { vars: { A: 'y' } })).toThrow(/A cannot be changed .* by hand/);
  });

  test('that is none is told with the place', () => {
    expect(() => readRelayToml('[vars\n')).toThrow(/TOML|1/);
  });
});
