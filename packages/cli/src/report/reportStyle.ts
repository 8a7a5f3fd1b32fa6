import { CHART_STYLE } from '../output/svg/chartStyle.ts';

/** Style of a report: a page of its own, on a screen, at night, on a telephone and on paper. */
export const REPORT_STYLE = `
${CHART_STYLE}
:root { color-scheme: light dark; --text: light-dark(oklch(0.22 0.02 250), oklch(0.93 0.01 250));
  --quiet: light-dark(oklch(0.46 0.02 250), oklch(0.74 0.02 250)); --line: light-dark(oklch(0.89 0.01 250), oklch(0.35 0.02 250));
  --page: light-dark(oklch(0.995 0.002 250), oklch(0.19 0.015 250)); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 20px 48px; max-width: 820px; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, "Noto Naskh Arabic", sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 28px; line-height: 1.25; }
h2 { margin: 40px 0 8px; font-size: 20px; }
.period, footer, caption, .empty { color: var(--quiet); }
.period { margin: 4px 0 0; }
.headline { margin: 20px 0 0; font-size: 20px; }
figure { margin: 8px 0 16px; overflow-x: auto; }
@media screen { .chart { min-width: 520px; } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { padding: 6px 12px 6px 0; text-align: start; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 400; }
.n { text-align: end; white-space: nowrap; }
footer { margin-top: 40px; font-size: 14px; }
@page { margin: 16mm; }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 11pt; }
  h2 { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll, figure { overflow: visible; }
}
`;
