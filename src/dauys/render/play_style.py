"""The style sheet of a played station's page: one column, readable at 320 px, in the dark, and on paper."""

STYLE = """
:root { color-scheme: light dark; --ground: #ffffff; --text: #14171a; --quiet: #555b61; --line: #c9ced3; --bar: #0072b2;
  --grey: #767676; --band: #ffdd57; --ink: #14171a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #14171a; --text: #f2f3f4; --quiet: #b3b9bf; --line: #454c53; --bar: #56b4e9; --grey: #a0a5aa; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, "Noto Sans", sans-serif;
  overflow-wrap: break-word; }
main, footer { max-width: 56rem; margin: 0 auto; padding: 0 1rem; }
.invented { background: var(--band); color: var(--ink); font-weight: bold; padding: .6rem 1rem; text-align: center; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid var(--text); }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
h4 { font-size: 1rem; margin: 1.4rem 0 .3rem; }
.quiet { color: var(--quiet); font-weight: normal; }
ol.moments { list-style: none; margin: 0; padding: 0; }
ol.moments li { display: grid; grid-template-columns: 3.6rem 1fr; padding: .25rem 0; border-top: 1px solid var(--line); }
time { font-variant-numeric: tabular-nums; font-weight: bold; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0 1.4rem; }
caption { text-align: start; font-weight: bold; padding-bottom: .3rem; }
th, td { border-top: 1px solid var(--line); padding: .25rem .5rem .25rem 0; text-align: start; vertical-align: top; }
thead th, thead td { border-top: 0; color: var(--quiet); font-weight: normal; vertical-align: bottom; }
tbody th { font-weight: normal; }
.number { text-align: end; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
th.number + th, td.number + td { padding-left: .5rem; }
.code { display: inline-block; min-width: 2rem; font-weight: bold; }
td.bar { width: 40%; padding-top: .5rem; }
td.read { font-variant-numeric: tabular-nums; font-size: .9rem; }
figure { margin: 1.4rem 0; }
figcaption { font-weight: bold; }
svg { display: block; width: 100%; }
svg .option { fill: var(--bar); }
svg .other { fill: var(--grey); }
svg .curve { fill: none; stroke: var(--bar); stroke-width: 3; vector-effect: non-scaling-stroke; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg text { fill: var(--text); font: .8rem system-ui, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; padding: .5rem 0; }
.broken { border-left: .4rem solid #d55e00; padding-left: .7rem; }
footer { margin-top: 3rem; padding-bottom: 3rem; border-top: 1px solid var(--line); }
@media (max-width: 30rem) {
  body { font-size: .94rem; }
  ol.moments li { grid-template-columns: 3.2rem 1fr; }
  th, td { font-size: .86rem; padding-right: .35rem; }
  tbody th { overflow-wrap: anywhere; }
  td.bar { width: 28%; }
}
@media print {
  @page { margin: 18mm 15mm; @top-center { content: "%(word)s"; font-weight: bold; } }
  :root { --ground: #ffffff; --text: #000000; --quiet: #333333; --line: #999999; --bar: #0072b2; --grey: #767676; }
  .invented { border: 2px solid #000000; }
  tr, li, figure { break-inside: avoid; }
  h2, h3, h4, caption { break-after: avoid; }
  .protocol { break-before: page; }
}
"""
