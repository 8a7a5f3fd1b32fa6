import { encodeRow } from '@parqueue/schema';
import { recitation } from '@parqueue/schema/presets';
import { expect, it } from 'vitest';
import { createMemoryStorage } from '../../test/memoryStorage.ts';
import { DEFAULT_FIELDS, parseFields, type RecitationFields } from './recitationFields.ts';
import { readFields, writeFields } from './storedFields.ts';

const withSetting = (name: keyof RecitationFields['settings'], text: string): RecitationFields => ({
  ...DEFAULT_FIELDS,
  settings: { ...DEFAULT_FIELDS.settings, [name]: text },
});

it('the usual form is a row of the table, with the settings as numbers', () => {
  const parsed = parseFields(DEFAULT_FIELDS);
  expect(parsed).toMatchObject({
    kind: 'valid',
    row: {
      verse_ref: '1:1',
      multi_model: false,
      settings: { tolerance: 0.15, iqlab_sound: 'm', leen_length: 2 },
    },
  });
  if (parsed.kind === 'valid') expect(() => encodeRow(recitation, parsed.row)).not.toThrow();
});

it('what the page does not know stays out of the row', () => {
  const parsed = parseFields({ ...DEFAULT_FIELDS, canonicalText: '  ' });
  expect(parsed).toMatchObject({ kind: 'valid', row: { canonical_text: null } });
  expect(parsed.kind === 'valid' && Object.keys(parsed.row)).not.toContain('segments');
});

it.each([
  ['tolerance', '1.2'],
  ['tolerance', ''],
  ['tolerance', 'a lot'],
  ['iqlab_sound', ' '],
  ['ghunnah_length', '2.5'],
  ['jaiz_length', '0'],
  ['wajib_length', '11'],
] as const)('%s of %j is told beside its field', (name, text) => {
  const parsed = parseFields(withSetting(name, text));
  expect(parsed.kind === 'invalid' && Object.keys(parsed.advice)).toEqual([name]);
});

it('the form comes back as it was left, and as usual from a storage that holds something else', () => {
  const storage = createMemoryStorage();
  const changed = { ...withSetting('leen_length', '4'), verseRef: '2:255', multiModel: true };
  writeFields(storage, changed);
  expect(readFields(storage)).toEqual(changed);
  for (const odd of ['[1]', '{', '{"settings":7,"verseRef":null}']) {
    expect(readFields(createMemoryStorage({ 'parqueue.recorder.form': odd }))).toEqual(DEFAULT_FIELDS);
  }
  expect(readFields(createMemoryStorage())).toEqual(DEFAULT_FIELDS);
});
