import { isRecord, parseJson } from '../parseJson.ts';
import type { TextStorage } from '../textStorage.ts';
import { DEFAULT_FIELDS, type RecitationFields } from './recitationFields.ts';

const KEY = 'parqueue.recorder.form';

/** The form as it was left, field by field; what is missing or odd has its default. */
export function readFields(storage: TextStorage): RecitationFields {
  const value = parseJson(storage.read(KEY));
  const known = isRecord(value) ? value : {};
  const settings = isRecord(known.settings) ? known.settings : {};
  return {
    verseRef: textOr(known.verseRef, DEFAULT_FIELDS.verseRef),
    canonicalText: textOr(known.canonicalText, DEFAULT_FIELDS.canonicalText),
    multiModel: known.multiModel === true,
    settings: Object.fromEntries(
      Object.entries(DEFAULT_FIELDS.settings).map(([name, usual]) => [name, textOr(settings[name], usual)]),
    ) as RecitationFields['settings'],
  };
}

export function writeFields(storage: TextStorage, fields: RecitationFields): void {
  storage.write(KEY, JSON.stringify(fields));
}

function textOr(value: unknown, usual: string): string {
  return typeof value === 'string' ? value : usual;
}
