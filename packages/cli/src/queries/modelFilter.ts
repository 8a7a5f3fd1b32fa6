import type { RowFilter } from './rowFilter.ts';

/** `--model` as a filter, before those of `--where`. */
export const withModel = (model: unknown, filters: readonly RowFilter[]): readonly RowFilter[] =>
  typeof model === 'string'
    ? [
        {
          column: 'model_slug',
          path: [],
          operator: '=',
          value: model,
          said: `model_slug=${model} (--model)`,
        },
        ...filters,
      ]
    : filters;
