import type { OpenTrack } from '../tracks/playlist.ts';

const SVG = 'http://www.w3.org/2000/svg';
const BARS = 150;
const HEIGHT = 100;
/** Silence is seen, too. */
const LEAST = 2;

/** Draws a track's loudness twice: in full what was played, quiet what is to come. Where one ends is up to `--done`. */
export function drawOutline(into: HTMLElement, source: OpenTrack): void {
  const path = pathOf(source.outline(BARS));
  into.replaceChildren(layer('to-come', path), layer('played', path));
}

/** An upright bar for each part. */
function pathOf(outline: readonly number[]): string {
  return outline
    .map((loudness, i) => {
      const half = Math.max(LEAST, loudness * HEIGHT) / 2;
      return `M${i + 0.5} ${HEIGHT / 2 - half}v${2 * half}`;
    })
    .join('');
}

function layer(name: string, shape: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', `outline ${name}`);
  svg.setAttribute('viewBox', `0 0 ${BARS} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', shape);
  svg.append(path);
  return svg;
}
