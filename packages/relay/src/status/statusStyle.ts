import { statusTokens } from './statusTokens.ts';

/** The style of the pages for the operator, whole: they load nothing. */
export const statusStyle = `${statusTokens}
*, *::before, *::after { box-sizing: border-box; }

body {
  max-width: var(--page);
  margin: 0 auto;
  padding: 0 var(--space-4) var(--space-8);
  background: var(--ground);
  color: var(--text);
  font: var(--regular) var(--base) / 1.5 var(--sans);
  font-variant-numeric: tabular-nums;
  -webkit-text-size-adjust: 100%;
}

h1, h2, p, dl, dd, ul, ol, pre { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: var(--huge); font-weight: var(--strong); line-height: 1.2; overflow-wrap: anywhere; }
h2 { font-size: var(--large); font-weight: var(--strong); line-height: 1.3; overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 3px; }
code, pre { font-family: var(--mono); font-size: 0.9375em; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--quiet); font-size: var(--small); }

[data-state="committed"] { --state: var(--committed); }
[data-state="accepted"] { --state: var(--accepted); }
[data-state="waiting"] { --state: var(--waiting); }
[data-state="failed"] { --state: var(--failed); }

.icon { flex: none; width: 20px; height: 20px; color: var(--state); }
.icon path { fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }

.bar { display: flex; align-items: center; justify-content: space-between; gap: var(--space-4); min-height: 56px; }
.home { display: inline-flex; align-items: center; min-height: var(--touch); color: var(--quiet); font-weight: var(--strong); text-decoration: none; }
a.home:hover { color: var(--text); text-decoration: underline; }

button, input {
  min-height: var(--touch);
  padding: 0 var(--space-4);
  border: 1px solid var(--edge);
  border-radius: var(--radius);
  background: var(--surface);
  color: inherit;
  font: inherit;
}
button { cursor: pointer; transition: background-color var(--quick), border-color var(--quick); }
button:hover { border-color: var(--text); }
.plain { margin-inline-end: calc(-1 * var(--space-4)); border-color: transparent; background: none; color: var(--accent); }
.strong { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: var(--strong); }
.strong:hover { border-color: var(--accent-strong); background: var(--accent-strong); }

main { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-8); }

.overall { display: grid; gap: var(--space-2); padding-block: var(--space-4) 0; }
.overall h1 { display: flex; gap: 0.3em; }
.overall .icon { width: 1em; height: 1em; margin-top: 0.1em; }
.back a { display: inline-flex; align-items: center; min-height: var(--touch); }

.dataset { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-4); padding-top: var(--space-6); border-top: 1px solid var(--line); }
.dataset > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 var(--space-4); }
.dataset > header a { font-size: var(--small); line-height: 32px; overflow-wrap: anywhere; }

.findings { display: grid; gap: var(--space-3); }
.findings li { display: flex; gap: var(--space-3); }
.findings li > span { min-width: 0; max-width: 78ch; }
.findings .icon { margin-top: 2px; }
.findings strong { color: var(--state); font-weight: var(--strong); }
.words { display: block; margin-top: var(--space-1); padding-inline-start: var(--space-3); border-inline-start: 2px solid var(--line); color: var(--quiet); font-size: var(--small); overflow-wrap: anywhere; }

/* Hairlines are the ground between cells, so that they stand wherever the cells break. */
.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1px; border-block: 1px solid var(--line); background: var(--line); }
.figures > div { padding: var(--space-3) var(--space-3) var(--space-3) 0; background: var(--ground); }
.figures > div:nth-child(even) { padding-inline-start: var(--space-3); }
.figures dt { color: var(--quiet); font-size: var(--small); }
.figures .value { font-size: var(--large); font-weight: var(--strong); line-height: 1.4; }
.fill { display: block; width: 100%; height: 4px; margin-block: var(--space-1); border-radius: 2px; }
.fill-room { fill: var(--line); }
.fill-taken { fill: var(--accent); }

.details { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-6); padding-top: var(--space-2); }
.side { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--space-6); align-content: start; }

.figure-table { display: block; width: 100%; border-collapse: collapse; }
.figure-table :is(caption, thead, tbody) { display: block; }
.caption { padding-bottom: var(--space-1); font-weight: var(--strong); text-align: start; }
.figure-table tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 var(--space-3); padding-block: var(--space-2); border-bottom: 1px solid var(--line); }
.figure-table :is(th, td) { padding: 0; font-weight: var(--regular); text-align: end; }
.figure-table :is(th:first-child) { min-width: 0; text-align: start; overflow-wrap: anywhere; }
.figure-table thead th { color: var(--quiet); font-size: var(--small); }
/* A table of more columns than a phone has room for: the name has a line of its own. */
.figure-table[data-columns="5"] tr { grid-template-columns: 2fr 2fr 2fr 2fr; }
.figure-table[data-columns="5"] th:first-child { grid-column: 1 / -1; }
.mark { display: inline-flex; align-items: center; gap: var(--space-1); color: var(--state); font-size: var(--small); white-space: nowrap; }
.mark .icon { width: 16px; height: 16px; }

.sign-in { gap: var(--space-6); max-width: 400px; padding-top: var(--space-8); }
.sign-in form { display: grid; gap: var(--space-3); }
.sign-in label { font-weight: var(--strong); }
.refused { color: var(--failed); }

.letters > li { display: grid; gap: var(--space-1); padding-block: var(--space-4); border-top: 1px solid var(--line); }
.letters h2 { font-size: var(--base); }
.reason { display: flex; gap: var(--space-2); max-width: 90ch; color: var(--state); overflow-wrap: anywhere; }
.reason .icon { margin-top: 2px; }
.reason bdi { min-width: 0; }
.commands { display: grid; gap: var(--space-2); }
.commands h2 { font-size: var(--base); }
.commands pre { padding: var(--space-3); border-radius: var(--radius); background: var(--sunken); font-size: var(--small); white-space: pre-wrap; }

@media (min-width: 640px) {
  .figures { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .figures > div:nth-child(n) { padding-inline: var(--space-3); }
  .figures > div:nth-child(3n + 1) { padding-inline-start: 0; }
  .figure-table[data-columns="5"] tr { grid-template-columns: minmax(0, 1fr) repeat(4, 88px); }
  .figure-table[data-columns="5"] th:first-child { grid-column: auto; }
}

@media (min-width: 960px) {
  body { padding-inline: var(--space-6); }
  .details { grid-template-columns: minmax(0, 1fr) 280px; gap: var(--space-8); }
}
`;
