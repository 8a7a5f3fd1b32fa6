import { harmless } from '../output/formatCell.ts';
import { graphSvg } from './graphSvg.ts';
import type { GraphNode, JobGraph } from './jobGraph.ts';

export const GRAPH_FORMATS = ['mermaid', 'dot', 'svg'] as const;
export type GraphFormat = (typeof GRAPH_FORMATS)[number];

/** The graph as text of a notation. What a row says is never markup of it. */
export function renderGraph(graph: JobGraph, format: GraphFormat): string {
  if (format === 'svg') return graphSvg(graph);
  return format === 'dot' ? dot(graph) : mermaid(graph);
}

/** `✅ 02_asr (42.0s)` in words. */
function nodeText({ label, status, duration_s }: GraphNode): string {
  const took = duration_s === null ? '' : ` ${duration_s.toFixed(1)}s`;
  return harmless(`${label}: ${status}${took}`);
}

const mermaid = ({ nodes, edges }: JobGraph): string =>
  [
    'flowchart LR',
    ...nodes.map((node) => `  ${node.id}["${entities(nodeText(node))}"]:::${classOf(node)}`),
    ...edges.map(({ from, to, files }) =>
      files.length === 0
        ? `  ${from} --> ${to}`
        : `  ${from} -- "${entities(harmless(files.join(', ')))}" --> ${to}`,
    ),
    '  classDef success stroke:#1a7f37',
    '  classDef failed stroke:#cf222e,stroke-width:3px',
    '  classDef running stroke:#0969da,stroke-dasharray:4',
    '  classDef skipped stroke:#6e7781,stroke-dasharray:2',
    '  classDef other stroke:#6e7781',
    '',
  ].join('\n');

const STATUSES = ['success', 'failed', 'running', 'skipped'];
const classOf = ({ status }: GraphNode): string => (STATUSES.includes(status) ? status : 'other');

/** Everything but letters, digits and a little more as Mermaid's own entities: `#34;`. */
const entities = (text: string): string =>
  text.replace(/[^\p{Letter}\p{Mark}\p{Number} _.,:()-]/gu, (sign) => `#${sign.codePointAt(0)};`);

const COLORS: Readonly<Record<string, string>> = {
  success: '#1a7f37',
  failed: '#cf222e',
  running: '#0969da',
};

const dot = ({ nodes, edges }: JobGraph): string =>
  [
    'digraph job {',
    '  rankdir=LR;',
    '  node [shape=box];',
    ...nodes.map(
      (node) =>
        `  ${node.id} [label=${quoted(nodeText(node))}, color="${COLORS[node.status] ?? '#6e7781'}"];`,
    ),
    ...edges.map(({ from, to, files }) => {
      const label = files.length === 0 ? '' : ` [label=${quoted(harmless(files.join(', ')))}]`;
      return `  ${from} -> ${to}${label};`;
    }),
    '}',
    '',
  ].join('\n');

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
