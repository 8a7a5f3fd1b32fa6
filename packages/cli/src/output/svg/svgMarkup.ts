import { harmless } from '../formatCell.ts';

/** A text inside markup or an attribute in double quotes: nothing of it is taken for markup. */
export const markupText = (text: string): string =>
  harmless(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** A place or length in a drawing: at most one decimal, so that equal charts are equal texts. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** Everything is drawn in a frame of this width; the page scales it. */
export const CHART_WIDTH = 720;

export interface SvgFrame {
  /** What it shows: the name for who does not see it. */
  readonly title: string;
  readonly height: number;
  /** Markup. */
  readonly content: string;
}

/** The outermost element. Colours and type come from {@link CHART_STYLE} in the page. */
export const svgFrame = ({ title, height, content }: SvgFrame): string =>
  `<svg class="chart" viewBox="0 0 ${CHART_WIDTH} ${px(height)}" role="img" aria-label="${markupText(title)}" xmlns="http://www.w3.org/2000/svg">\n${content}</svg>\n`;

export interface SvgLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Which side of `x` it stands on; default: after it. */
  readonly anchor?: 'start' | 'middle' | 'end';
  /** Quieter. */
  readonly isQuiet?: boolean;
}

export const svgLabel = ({ x, y, text, anchor = 'start', isQuiet = false }: SvgLabel): string =>
  `<text x="${px(x)}" y="${px(y)}"${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${isQuiet ? ' class="quiet"' : ''}>${markupText(text)}</text>\n`;

/** The class that gives a series its colour: the same place, the same colour, on every chart. */
export const seriesClass = (index: number): string => `s${index % SERIES_COLORS}`;

const SERIES_COLORS = 6;

/** A long label, cut. A letter is taken as seven wide. */
export const fitted = (text: string, width: number): string => {
  const chars = Math.max(1, Math.floor(width / 7));
  const letters = [...text];
  return letters.length <= chars ? text : `${letters.slice(0, chars - 1).join('')}…`;
};
