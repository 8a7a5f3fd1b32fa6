import { textForVerse } from '../form/knownVerses.ts';
import {
  DEFAULT_FIELDS,
  type FieldName,
  type ParsedFields,
  parseFields,
  type RecitationFields,
  SETTING_FIELDS,
} from '../form/recitationFields.ts';
import { parseVerseReference } from '../form/verseReference.ts';
import { element, setAttribute, setText } from './element.ts';

export interface FormView {
  /** Reference and text of the verse: what is read while reciting. */
  readonly verse: HTMLElement;
  /** What seldom changes. */
  readonly settings: HTMLElement;
  fields(): RecitationFields;
  /** Parses, and shows what is wrong beside the fields, going to the first. */
  check(): ParsedFields;
}

interface LabelledInput {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  showAdvice(advice: string | undefined): void;
}

/** The form of a recitation, filled with `initial`; `changed` hears of every change. */
export function createFormView(
  initial: RecitationFields,
  changed: (fields: RecitationFields) => void,
): FormView {
  const reference = labelledInput('Verse', 'verse-ref', {
    value: initial.verseRef,
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: '1:1',
    dir: 'ltr',
  });
  const text = element('textarea', {
    id: 'canonical-text',
    lang: 'ar',
    dir: 'rtl',
    rows: 2,
    spellcheck: 'false',
    placeholder: 'نص الآية',
  });
  text.value = initial.canonicalText;
  const multiModel = element('input', { type: 'checkbox', id: 'multi-model' });
  multiModel.checked = initial.multiModel;
  const settings = SETTING_FIELDS.map(({ name, label, range }) => ({
    name,
    ...labelledInput(label, name, {
      value: initial.settings[name],
      autocomplete: 'off',
      dir: 'ltr',
      ...(range ? { type: 'number', ...range } : {}),
    }),
  }));
  const summary = element('span', { class: 'quiet' });
  const details = element(
    'details',
    { class: 'settings' },
    element('summary', {}, element('span', {}, 'Tajweed settings'), summary),
    element('div', { class: 'settings-grid' }, ...settings.map((field) => field.element)),
    element('label', { class: 'check', for: 'multi-model' }, multiModel, 'Several models listen'),
  );
  const verse = element(
    'div',
    { class: 'verse' },
    reference.element,
    element(
      'div',
      { class: 'field' },
      element('label', { for: 'canonical-text' }, 'Text of the verse'),
      text,
    ),
  );

  function fields(): RecitationFields {
    const entries = settings.map(({ name, input }) => [name, input.value]);
    return {
      verseRef: reference.input.value,
      canonicalText: text.value,
      multiModel: multiModel.checked,
      settings: Object.fromEntries(entries) as RecitationFields['settings'],
    };
  }

  function showSummary(): void {
    const now = fields();
    const isDefault =
      JSON.stringify(now.settings) === JSON.stringify(DEFAULT_FIELDS.settings) && !now.multiModel;
    setText(summary, isDefault ? 'default' : 'changed');
  }

  function showAdvice(parsed: ParsedFields): void {
    const advice: Partial<Record<FieldName, string>> = parsed.kind === 'invalid' ? parsed.advice : {};
    reference.showAdvice(advice.verseRef);
    for (const field of settings) field.showAdvice(advice[field.name]);
    if (settings.some(({ name }) => advice[name] !== undefined)) details.open = true;
  }

  reference.input.addEventListener('input', () => {
    const parsed = parseVerseReference(reference.input.value);
    if (parsed.kind === 'valid') text.value = textForVerse(parsed.text, text.value);
  });
  for (const part of [verse, details]) {
    part.addEventListener('input', () => {
      showSummary();
      changed(fields());
    });
    // Advice comes when a field is left, not while it is being typed; it goes as soon as it is met.
    part.addEventListener('change', () => showAdvice(parseFields(fields())));
  }
  showSummary();

  return {
    verse,
    settings: details,
    fields,
    check() {
      const parsed = parseFields(fields());
      showAdvice(parsed);
      if (parsed.kind === 'invalid') {
        const wrong = [reference, ...settings].find(
          ({ input }) => input.getAttribute('aria-invalid') === 'true',
        );
        wrong?.input.focus();
      }
      return parsed;
    },
  };
}

function labelledInput(
  label: string,
  id: string,
  attributes: Record<string, string | number>,
): LabelledInput {
  const input = element('input', { id, type: 'text', 'aria-describedby': `${id}-advice`, ...attributes });
  const advice = element('span', { class: 'advice', id: `${id}-advice`, role: 'alert' });
  return {
    element: element('div', { class: 'field' }, element('label', { for: id }, label), input, advice),
    input,
    showAdvice(text) {
      setAttribute(input, 'aria-invalid', text !== undefined && 'true');
      setText(advice, text ?? '');
    },
  };
}
