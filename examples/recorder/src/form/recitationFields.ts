import type { RecitationRow, TajweedSettings } from '@parqueue/schema/presets';
import { parseVerseReference } from './verseReference.ts';

/** What the form holds, as typed. */
export interface RecitationFields {
  readonly verseRef: string;
  readonly canonicalText: string;
  readonly multiModel: boolean;
  readonly settings: Readonly<Record<keyof TajweedSettings, string>>;
}

export type FieldName = 'verseRef' | keyof TajweedSettings;

export type ParsedFields =
  | { readonly kind: 'valid'; readonly row: RecitationRow }
  | { readonly kind: 'invalid'; readonly advice: Readonly<Partial<Record<FieldName, string>>> };

interface SettingField {
  readonly name: keyof TajweedSettings;
  readonly label: string;
  /** Bounds and step of a number; a text where left out. */
  readonly range?: { readonly min: number; readonly max: number; readonly step: number };
}

const BEATS = { min: 1, max: 10, step: 1 };

/** The settings in the order of the dataset. */
export const SETTING_FIELDS: readonly SettingField[] = [
  { name: 'tolerance', label: 'Tolerance', range: { min: 0, max: 1, step: 0.01 } },
  { name: 'iqlab_sound', label: 'Iqlab sound' },
  { name: 'ghunnah_length', label: 'Ghunnah, beats', range: BEATS },
  { name: 'jaiz_length', label: 'Madd ja’iz, beats', range: BEATS },
  { name: 'wajib_length', label: 'Madd wajib, beats', range: BEATS },
  { name: 'arid_length', label: 'Madd ‘arid, beats', range: BEATS },
  { name: 'leen_length', label: 'Madd lin, beats', range: BEATS },
];

export const DEFAULT_FIELDS: RecitationFields = {
  verseRef: '1:1',
  canonicalText: 'بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ',
  multiModel: false,
  settings: {
    tolerance: '0.15',
    iqlab_sound: 'm',
    ghunnah_length: '2',
    jaiz_length: '4',
    wajib_length: '4',
    arid_length: '2',
    leen_length: '2',
  },
};

/** The row that the fields describe, without its audio. What the page does not know stays out, and so is null. */
export function parseFields(fields: RecitationFields): ParsedFields {
  const advice: Partial<Record<FieldName, string>> = {};
  const verse = parseVerseReference(fields.verseRef);
  if (verse.kind === 'invalid') advice.verseRef = verse.advice;
  for (const field of SETTING_FIELDS) {
    const wrong = settingAdvice(field, fields.settings[field.name]);
    if (wrong) advice[field.name] = wrong;
  }
  if (verse.kind === 'invalid' || Object.keys(advice).length > 0) return { kind: 'invalid', advice };
  const row: RecitationRow = {
    verse_ref: verse.text,
    canonical_text: fields.canonicalText.trim() || null,
    multi_model: fields.multiModel,
    settings: settingsOf(fields.settings),
  };
  return { kind: 'valid', row };
}

function settingAdvice({ range }: SettingField, text: string): string | undefined {
  if (!range) return text.trim() === '' ? 'Write the phoneme, such as m' : undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const isWhole = range.step < 1 || Number.isInteger(value);
  if (value >= range.min && value <= range.max && isWhole) return undefined;
  return `${range.step < 1 ? 'A number' : 'A whole number'} from ${range.min} to ${range.max}`;
}

function settingsOf(text: RecitationFields['settings']): TajweedSettings {
  return {
    tolerance: Number(text.tolerance),
    iqlab_sound: text.iqlab_sound.trim(),
    ghunnah_length: Number(text.ghunnah_length),
    jaiz_length: Number(text.jaiz_length),
    wajib_length: Number(text.wajib_length),
    arid_length: Number(text.arid_length),
    leen_length: Number(text.leen_length),
  };
}
