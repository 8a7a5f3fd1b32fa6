/**
 * Style of charts, for a page's `<style>`. Light and dark go by `color-scheme`; the six colours of series differ in lightness too, for eyes
 * that do not tell red from green.
 */
export const CHART_STYLE = `
.chart { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; font-variant-numeric: tabular-nums; }
.chart text { fill: light-dark(oklch(0.25 0.02 250), oklch(0.9 0.01 250)); }
.chart .quiet { fill: light-dark(oklch(0.48 0.02 250), oklch(0.72 0.02 250)); }
.chart .grid { stroke: light-dark(oklch(0.91 0.01 250), oklch(0.33 0.02 250)); stroke-width: 1; fill: none; }
.chart .mark { stroke: light-dark(oklch(0.25 0.02 250), oklch(0.9 0.01 250)); stroke-width: 1.5; stroke-dasharray: 4 3; fill: none; }
.chart .s0 { --series: light-dark(oklch(0.5 0.14 250), oklch(0.72 0.12 250)); }
.chart .s1 { --series: light-dark(oklch(0.66 0.15 60), oklch(0.8 0.13 70)); }
.chart .s2 { --series: light-dark(oklch(0.55 0.11 165), oklch(0.76 0.11 165)); }
.chart .s3 { --series: light-dark(oklch(0.5 0.17 25), oklch(0.68 0.16 25)); }
.chart .s4 { --series: light-dark(oklch(0.45 0.13 310), oklch(0.74 0.12 310)); }
.chart .s5 { --series: light-dark(oklch(0.55 0.02 250), oklch(0.66 0.02 250)); }
.chart .fill { fill: var(--series); }
.chart .line { fill: none; stroke: var(--series); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.chart text.name { fill: var(--series); font-weight: 600; }
`;
