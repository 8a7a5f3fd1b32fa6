const SVG = 'http://www.w3.org/2000/svg';

/** Strokes on a 20 × 20 grid; `filled` shapes carry no stroke. */
const SHAPES = {
  record: { filled: 'M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12Z' },
  recording: { filled: 'M10 5a5 5 0 1 1 0 10 5 5 0 0 1 0-10Z' },
  stop: {
    filled:
      'M5.5 4h9A1.5 1.5 0 0 1 16 5.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 14.5v-9A1.5 1.5 0 0 1 5.5 4Z',
  },
  pause: { filled: 'M5 4h3.5v12H5ZM11.5 4H15v12h-3.5Z' },
  play: { filled: 'M6 3.8v12.4a.6.6 0 0 0 .9.5l10-6.2a.6.6 0 0 0 0-1l-10-6.2a.6.6 0 0 0-.9.5Z' },
  save: { stroked: 'm4 10.5 4 4 8-9' },
  discard: { stroked: 'm5 5 10 10M15 5 5 15' },
  keep: { stroked: 'M16 10H4m4.5-4.5L4 10l4.5 4.5' },
  microphone: {
    stroked:
      'M10 2.8a2.7 2.7 0 0 1 2.7 2.7v4a2.7 2.7 0 0 1-5.4 0v-4A2.7 2.7 0 0 1 10 2.8ZM4.8 9.5a5.2 5.2 0 0 0 10.4 0M10 14.7v2.8',
  },
  calm: { stroked: 'M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4ZM10 9v4.5M10 6.3v.4' },
  stored: { stroked: 'M4.5 3.5h11v13h-11ZM7.5 13.5h5M10 6.3v4m-2-1.8 2 2 2-2' },
  waiting: { stroked: 'M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4ZM10 6v4.3l2.8 1.7' },
  accepted: {
    stroked:
      'M6 15.5a3.5 3.5 0 0 1-.5-7 4.7 4.7 0 0 1 9.1.9 3.1 3.1 0 0 1-.4 6.1ZM10 13V9.2m-1.8 1.6L10 9l1.8 1.8',
  },
  committed: { stroked: 'M10 2.8a7.2 7.2 0 1 1 0 14.4 7.2 7.2 0 0 1 0-14.4Zm-3.2 7.4 2.3 2.3 4.2-4.8' },
  failed: { stroked: 'M10 3.2 17.5 16.5h-15ZM10 8.5v3.7m0 1.9v.4' },
  copy: { stroked: 'M7.5 7.5h8.5v8.5h-8.5ZM12.5 4.5v-.5h-8.5v8.5h.5' },
  split: { stroked: 'M10 3v14M6.5 6.5 3 10l3.5 3.5M13.5 6.5 17 10l-3.5 3.5' },
  open: { stroked: 'M8 5h7v7M15 5 5.5 14.5' },
} as const;

export type IconName = keyof typeof SHAPES;

/** A picture beside a word; it says nothing by itself. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  const shape: { readonly filled?: string; readonly stroked?: string } = SHAPES[name];
  path.setAttribute('d', shape.filled ?? shape.stroked ?? '');
  path.setAttribute('class', shape.filled ? 'filled' : 'stroked');
  svg.append(path);
  return svg;
}
