import { html } from 'hono/html';
import type { Html } from './html.ts';

export interface FigureTable {
  readonly caption: string;
  /** The first names the rows, the others are numbers. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | Html)[])[];
  /** What is said in place of a table without rows. */
  readonly empty: string;
}

/** A table of numbers. Its roles are said, since a narrow screen lays its rows out as a grid, at which some browsers forget them. */
export function figureTable({ caption, columns, rows, empty }: FigureTable): Html {
  if (rows.length === 0)
    return html`<div class="figure-table"><p class="caption">${caption}</p><p class="quiet">${empty}</p></div>`;
  return html`<table class="figure-table" role="table" data-columns="${columns.length}">
    <caption class="caption">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th role="columnheader" scope="col">${column}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map(rowOf)}</tbody>
  </table>`;
}

const rowOf = ([name, ...cells]: readonly (string | Html)[]): Html =>
  html`<tr role="row"><th role="rowheader" scope="row">${name ?? ''}</th>${cells.map((cell) => html`<td role="cell">${cell}</td>`)}</tr>`;
