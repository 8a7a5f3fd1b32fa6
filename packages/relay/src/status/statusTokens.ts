/** The tokens that all pages share, as examples/shared/tokens.css has them: a test holds both together. */
export const statusTokens = `/* Design tokens of all pages: greys with a hint of the accent, one accent, six states, a 4 px grid, one radius. */
:root {
  color-scheme: light dark;

  --ground: light-dark(oklch(0.985 0.004 195), oklch(0.18 0.008 195));
  --surface: light-dark(oklch(1 0 0), oklch(0.22 0.009 195));
  --sunken: light-dark(oklch(0.962 0.006 195), oklch(0.245 0.01 195));
  --line: light-dark(oklch(0.89 0.008 195), oklch(0.33 0.012 195));
  /* Edges of controls: at least 3 to 1 against the ground. */
  --edge: light-dark(oklch(0.6 0.015 195), oklch(0.58 0.015 195));
  --text: light-dark(oklch(0.24 0.015 195), oklch(0.94 0.006 195));
  --quiet: light-dark(oklch(0.46 0.015 195), oklch(0.75 0.012 195));

  --accent: light-dark(oklch(0.46 0.083 195), oklch(0.8 0.1 195));
  --accent-strong: light-dark(oklch(0.4 0.075 195), oklch(0.86 0.09 195));
  --on-accent: light-dark(oklch(1 0 0), oklch(0.2 0.03 195));

  --recording: light-dark(oklch(0.53 0.2 27), oklch(0.73 0.16 25));
  --on-recording: light-dark(oklch(1 0 0), oklch(0.2 0.05 25));
  --stored: light-dark(oklch(0.48 0.11 255), oklch(0.77 0.1 255));
  --waiting: light-dark(oklch(0.5 0.11 70), oklch(0.82 0.13 80));
  --accepted: light-dark(oklch(0.49 0.14 300), oklch(0.78 0.12 300));
  --committed: light-dark(oklch(0.48 0.12 150), oklch(0.79 0.14 150));
  --failed: light-dark(oklch(0.5 0.19 5), oklch(0.75 0.15 5));

  --sans: system-ui, sans-serif;
  --mono: ui-monospace, monospace;
  --arabic: "Noto Naskh Arabic", "Amiri", serif;
  --small: 0.875rem;
  --base: 1rem;
  --large: 1.25rem;
  --huge: 2.25rem;
  --regular: 400;
  --strong: 600;

  --space-1: 4px;
  --space-2: 8px;
  --space-3: 12px;
  --space-4: 16px;
  --space-6: 24px;
  --space-8: 32px;
  --radius: 8px;
  --touch: 44px;
  --page: 1100px;
  --quick: 120ms;
}

@media (prefers-reduced-motion: reduce) {
  :root {
    --quick: 0ms;
  }
}
`;
