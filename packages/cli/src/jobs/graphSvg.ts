import { harmless } from '../output/formatCell.ts';
import type { GraphNode, JobGraph } from './jobGraph.ts';

const BOX = { width: 190, height: 46 };
const GAP = { x: 90, y: 26 };
const MARGIN = 20;

const COLORS: Readonly<Record<string, string>> = {
  success: '#1a7f37',
  failed: '#cf222e',
  running: '#0969da',
};

/** The graph as an SVG picture: a column for each layer, from left to right; without script, and with its text as text. */
export function graphSvg({ nodes, edges }: JobGraph): string {
  const columns = Map.groupBy(nodes, ({ layer }) => layer);
  const places = new Map(
    [...columns].flatMap(([layer, own]) => own.map((node, row) => [node.id, placeOf(layer, row)] as const)),
  );
  const width = MARGIN * 2 + Math.max(1, columns.size) * (BOX.width + GAP.x) - GAP.x;
  const rows = Math.max(1, ...[...columns.values()].map((own) => own.length));
  const height = MARGIN * 2 + rows * (BOX.height + GAP.y) - GAP.y;
  const lines = edges.map(({ from, to, files }) => {
    const start = places.get(from) ?? placeOf(0, 0);
    const end = places.get(to) ?? placeOf(0, 0);
    const [x1, y1, x2, y2] = [
      start.x + BOX.width,
      start.y + BOX.height / 2,
      end.x - 6,
      end.y + BOX.height / 2,
    ];
    const middle = (x1 + x2) / 2;
    const title = files.length === 0 ? '' : `<title>${escaped(files.join(', '))}</title>`;
    return `  <path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" fill="none" stroke="#6e7781" marker-end="url(#tip)">${title}</path>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Stages and what they depend on" font-family="sans-serif" font-size="13">`,
    '  <defs><marker id="tip" viewBox="0 0 6 6" refX="0" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="#6e7781"/></marker></defs>',
    ...lines,
    ...nodes.map((node) => boxOf(node, places.get(node.id) ?? placeOf(0, 0))),
    '</svg>',
    '',
  ].join('\n');
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const placeOf = (layer: number, row: number): Place => ({
  x: MARGIN + layer * (BOX.width + GAP.x),
  y: MARGIN + row * (BOX.height + GAP.y),
});

function boxOf(node: GraphNode, { x, y }: Place): string {
  const { label, status, duration_s } = node;
  const color = COLORS[status] ?? '#6e7781';
  const took = duration_s === null ? '' : `, ${duration_s.toFixed(1)}s`;
  return `  <g><title>${escaped(label)}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6" fill="#ffffff" stroke="${color}" stroke-width="${status === 'failed' ? 3 : 1.5}"/><text x="${x + 10}" y="${y + 19}" fill="#1f2328">${escaped(shortened(label))}</text><text x="${x + 10}" y="${y + 36}" fill="${color}">${escaped(status + took)}</text></g>`;
}

const shortened = (text: string): string =>
  [...text].length > 24 ? `${[...text].slice(0, 23).join('')}…` : text;

const escaped = (text: string): string =>
  harmless(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
