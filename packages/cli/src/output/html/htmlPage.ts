import type { Section } from '../answer.ts';
import { CHART_STYLE } from '../svg/chartStyle.ts';
import { markupText } from '../svg/svgMarkup.ts';
import { htmlTable } from './htmlTable.ts';

/** A part of a page: a chart, and the table of what it shows. */
export interface PagePart {
  readonly section: Section;
  /** Markup of the chart, as the functions of `svg/` make it. */
  readonly chart?: string;
  /** The table is folded away below the chart. */
  readonly isFolded?: boolean;
}

export interface PageOptions {
  readonly title: string;
  /** One line below it. */
  readonly about: string;
  readonly parts: readonly PagePart[];
  /** Zone of the times that are shown. */
  readonly tz: string;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
  --text: light-dark(oklch(0.25 0.02 250), oklch(0.92 0.01 250)); --quiet: light-dark(oklch(0.48 0.02 250), oklch(0.72 0.02 250));
  --line: light-dark(oklch(0.88 0.01 250), oklch(0.36 0.02 250)); --ground: light-dark(oklch(0.995 0.002 250), oklch(0.19 0.015 250)); }
body { margin: 0; background: var(--ground); color: var(--text); }
main { max-width: 1100px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
h3 { font-size: 16px; margin: 16px 0 4px; }
p { margin: 4px 0; }
.quiet, summary { color: var(--quiet); font-size: 14px; }
.scroll { overflow-x: auto; }
summary { min-height: 44px; line-height: 44px; cursor: pointer; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
table { border-collapse: collapse; font-size: 14px; }
th { font-weight: 600; text-align: start; }
th, td { padding: 4px 16px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: end; }
.short { white-space: nowrap; }
.chart { max-width: 900px; }
@media print { details > * { display: block; } }
`;

/** One file, readable without a network: tables and charts, no script, light or dark as the reader has it. */
export function htmlPage({ title, about, parts, tz }: PageOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${markupText(title)}</title>
<style>${STYLE}${CHART_STYLE}</style>
</head>
<body>
<main>
<h1>${markupText(title)}</h1>
<p class="quiet">${markupText(about)}</p>
${parts.map((part) => partText(part, tz)).join('')}</main>
</body>
</html>
`;
}

function partText({ section, chart = '', isFolded = false }: PagePart, tz: string): string {
  const heading = markupText(section.title ?? section.name.replaceAll('_', ' '));
  const table = htmlTable(section, tz);
  const shown = isFolded ? `<details><summary>The figures</summary>\n${table}</details>\n` : table;
  return `<section>\n<h2>${heading.charAt(0).toUpperCase()}${heading.slice(1)}</h2>\n${chart}${shown}</section>\n`;
}
