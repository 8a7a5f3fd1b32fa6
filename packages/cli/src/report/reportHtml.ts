import { type Column, columnsOf, type Section } from '../output/answer.ts';
import { formatCell } from '../output/formatCell.ts';
import { alignOf, titleOf } from '../output/renderText.ts';
import { markupText } from '../output/svg/svgMarkup.ts';
import type { Report } from './report.ts';
import { reportCharts } from './reportCharts.ts';
import { reportSections } from './reportSections.ts';
import { REPORT_STYLE } from './reportStyle.ts';
import { reportFooter, reportHeadline, reportPeriod } from './reportText.ts';

/** One file that loads nothing and runs nothing: its policy says so too, should anything of a row ever pass for markup. */
export function reportHtml(report: Report): string {
  const charts = reportCharts(report);
  const parts = reportSections(report).map((section) =>
    sectionHtml(section, charts[section.name], report.tz),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${markupText(report.title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<h1>${markupText(report.title)}</h1>
<p class="period">${markupText(reportPeriod(report))}</p>
<p class="headline">${markupText(reportHeadline(report))}</p>
${parts.join('')}</main>
<footer>${markupText(reportFooter(report))}</footer>
</body>
</html>
`;
}

function sectionHtml(section: Section, chart: string | undefined, tz: string): string {
  const heading = `<section>\n<h2>${markupText(section.title ?? section.name)}</h2>\n`;
  if (section.rows.length === 0)
    return `${heading}<p class="empty">${markupText(section.whenEmpty ?? 'Nothing.')}</p>\n</section>\n`;
  const figure = chart === undefined ? '' : `<figure tabindex="0">\n${chart}</figure>\n`;
  return `${heading}${figure}${tableHtml(section, tz)}</section>\n`;
}

/** Can be scrolled by keyboard where it is wider than the page, and so needs a name. */
function tableHtml(section: Section, tz: string): string {
  const columns = columnsOf(section);
  const cells = (tag: 'th' | 'td', textOf: (column: Column) => string): string =>
    columns
      .map((column) => {
        const isNumber = (column.align ?? alignOf(section, column)) === 'right';
        const attributes = `${tag === 'th' ? ' scope="col"' : ''}${isNumber ? ' class="n"' : ''}`;
        return `<${tag}${attributes}><bdi>${markupText(textOf(column))}</bdi></${tag}>`;
      })
      .join('');
  const rows = section.rows.map(
    (row) => `<tr>${cells('td', (column) => formatCell(column, row, tz))}</tr>\n`,
  );
  const name = markupText(section.title ?? section.name);
  return `<div class="scroll" tabindex="0" role="region" aria-label="${name}, table">
<table>
<thead><tr>${cells('th', titleOf)}</tr></thead>
<tbody>
${rows.join('')}</tbody>
</table>
</div>
`;
}
