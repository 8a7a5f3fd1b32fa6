import { DEFAULT_FIELDS, type RecitationFields } from './recitationFields.ts';

const KEY = 'parqueue.recorder.form';

/** The form as it was left, field by field; what is missing or odd is as usual. */
export function readFields(storage: Pick<Storage, 'getItem'> | undefined): RecitationFields {
  const known = parse(storage);
  const settings = isRecord(known.settings) ? known.settings : {};
  const textOr = (value: unknown, usual: string) => (typeof value === 'string' ? value : usual);
  return {
    verseRef: textOr(known.verseRef, DEFAULT_FIELDS.verseRef),
    canonicalText: textOr(known.canonicalText, DEFAULT_FIELDS.canonicalText),
    multiModel: known.multiModel === true,
    settings: Object.fromEntries(
      Object.entries(DEFAULT_FIELDS.settings).map(([name, usual]) => [name, textOr(settings[name], usual)]),
    ) as RecitationFields['settings'],
  };
}

export function writeFields(storage: Pick<Storage, 'setItem'> | undefined, fields: RecitationFields): void {
  try {
    storage?.setItem(KEY, JSON.stringify(fields));
  } catch {
    // A full or forbidden storage: the form begins as usual next time.
  }
}

function parse(storage: Pick<Storage, 'getItem'> | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
