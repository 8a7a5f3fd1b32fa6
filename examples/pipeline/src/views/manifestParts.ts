import { element } from '@parqueue/example-recorder/views/element';
import { icon } from '@parqueue/example-recorder/views/icon';
import { formatSize } from '@parqueue/example-recorder/words';
import type { StageError, StageFile, StageManifestRow } from '@parqueue/sdk/presets';

/** The parts of a manifest that have something in them, each with its heading. */
export function manifestParts(manifest: StageManifestRow | undefined): readonly HTMLElement[] {
  if (manifest === undefined)
    return [element('p', { class: 'quiet' }, 'Its manifest is written when it begins.')];
  const {
    inputs,
    outputs,
    intermediate_files,
    config,
    resources,
    errors,
    warnings,
    metadata,
    parents,
    cost,
  } = manifest;
  return [
    ...problemsOf('Errors', errors ?? []),
    ...problemsOf('Warnings', warnings ?? []),
    ...filesOf('Inputs', inputs ?? []),
    ...filesOf('Outputs', outputs ?? []),
    ...filesOf('Intermediate files', intermediate_files ?? []),
    ...valuesOf('Config', config ?? {}),
    ...valuesOf('Metadata', metadata ?? {}),
    ...valuesOf('Resources', resources ?? {}),
    ...valuesOf('Cost', { ...cost }),
    ...valuesOf(
      'Depends on',
      Object.fromEntries((parents ?? []).map(({ stage, path }) => [stage, path ?? ''])),
    ),
  ];
}

const part = (title: string, ...content: readonly HTMLElement[]): HTMLElement =>
  element('div', { class: 'part' }, element('h3', {}, title), ...content);

function problemsOf(title: string, problems: readonly Partial<StageError>[]): readonly HTMLElement[] {
  if (problems.length === 0) return [];
  const isError = title === 'Errors';
  const lines = problems.map(({ message = '', exception_type, exception_detail }) => {
    const detail = exception_type ? `${exception_type}: ${exception_detail ?? ''}` : '';
    return element(
      'li',
      { 'data-state': isError ? 'failed' : 'waiting' },
      icon(isError ? 'failed' : 'waiting'),
      element(
        'div',
        {},
        element('bdi', {}, message),
        ...(detail === '' ? [] : [element('div', { class: 'quiet' }, element('bdi', {}, detail))]),
      ),
    );
  });
  return [part(title, element('ul', { class: 'problems' }, ...lines))];
}

const OWN = ['type', 'path', 'size_bytes', 'sha256', 'retained', 'reason'];

function filesOf(title: string, files: readonly StageFile[]): readonly HTMLElement[] {
  if (files.length === 0) return [];
  const lines = files.map((file) => {
    const members = Object.entries(file).filter(([name]) => !OWN.includes(name));
    const facts = [
      ...(file.type === 'intermediate' ? [] : [file.type]),
      ...(file.size_bytes === null ? [] : [formatSize(file.size_bytes)]),
      ...members.map(([name, value]) => `${name} ${wordOf(value)}`),
      ...('retained' in file ? [file['retained'] ? 'retained' : 'not retained', String(file['reason'])] : []),
    ];
    return element(
      'li',
      {},
      element('bdi', { class: 'mono' }, file.path),
      element('div', { class: 'quiet' }, facts.join(' · ')),
      ...(file.sha256 === undefined
        ? []
        : [
            element(
              'div',
              { class: 'quiet mono', title: file.sha256 },
              `sha256 ${file.sha256.slice(0, 16)}…`,
            ),
          ]),
    );
  });
  return [part(title, element('ul', { class: 'files' }, ...lines))];
}

function valuesOf(title: string, values: Readonly<Record<string, unknown>>): readonly HTMLElement[] {
  const entries = Object.entries(values);
  if (entries.length === 0) return [];
  const rows = entries.flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, element('bdi', {}, wordOf(value))),
  ]);
  return [part(title, element('dl', {}, ...rows))];
}

/** Numbers as people read them, anything else as JSON has it. */
function wordOf(value: unknown): string {
  if (typeof value === 'number') return Number(value.toFixed(3)).toLocaleString('en');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
