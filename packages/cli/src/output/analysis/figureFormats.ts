import { formatNumber } from '../formatCell.ts';

const missing = (value: unknown): value is null | undefined => value === null || value === undefined;

/** `1,744`; the column or the label says that it is milliseconds. */
export const msText = (value: unknown): string =>
  missing(value) ? '–' : formatNumber(Math.round(Number(value)));

/** `12.3 %` */
export const percentText = (value: unknown): string =>
  missing(value) ? '–' : `${Number(value).toFixed(1)} %`;

/** `0.254` */
export const factorText = (value: unknown): string =>
  missing(value) ? '–' : formatNumber(Math.round(Number(value) * 1000) / 1000);

/** `▲ new` where it is so. */
export const newText = (value: unknown): string => (value === true ? '▲ new' : '');
