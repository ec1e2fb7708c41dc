#include "report/pages/html_style.hpp"

namespace glissade {

const std::string_view html_style = R"(<style>
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --track: #e6eaee; --quiet: #57606a;
  --rule: #d0d7de; --alert: #b42318; --alert-paper: #fef3f2;
  --c0: #0b6bcb; --c1: #c2410c; --c2: #15803d; --c3: #9333ea; --c4: #a16207; --c5: #be185d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --paper: #14181d; --track: #29313a; --quiet: #9aa4af;
    --rule: #3a444e; --alert: #ff8a80; --alert-paper: #2b1a1a;
    --c0: #5fb0ff; --c1: #ff9466; --c2: #5fd38a; --c3: #c69bff; --c4: #e0b84f; --c5: #ff8ab8; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 62rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; } p { margin: .5rem 0; max-width: 44rem; }
.subject { color: var(--quiet); margin: .25rem 0 1.5rem; }
.alert { border: 1px solid var(--alert); border-left-width: .3rem; border-radius: .4rem; padding: .7rem 1rem;
  background: var(--alert-paper); margin: 0 0 1.5rem; max-width: none; } .alert b { color: var(--alert); }
.figures { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); margin: 0; }
.figures div { border: 1px solid var(--rule); border-radius: .5rem; padding: .8rem 1rem; }
.figures dt { font-weight: 600; } .figures dd { margin: 0; color: var(--quiet); font-size: .9rem; line-height: 1.4; }
.figures .value { color: var(--ink); font-size: 2.3rem; line-height: 1.3; font-weight: 650; letter-spacing: -.01em;
  font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.5rem; margin: .5rem 0; }
.facts dt { color: var(--quiet); grid-column: 1; } .facts dd { margin: 0; grid-column: 2; }
code { font: .9em/1.5 ui-monospace, monospace; white-space: pre-wrap; }
.wide { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: .25rem 1.2rem .25rem 0; text-align: right; border-bottom: 1px solid var(--track); }
td { white-space: pre; }
th { font-weight: 600; border-bottom-color: var(--rule); } td:last-child, th:last-child { padding-right: 0; }
th.left, td.left { text-align: left; white-space: pre-wrap; min-width: 4rem; max-width: 24rem; }
.shaded th, .shaded td { padding: .3rem .5rem; text-align: center; line-height: 1.25; }
.shaded th { max-width: 8rem; overflow: hidden; text-overflow: ellipsis; font-weight: 400; }
.shaded .axis { color: var(--quiet); text-align: left; } .shaded .axis.rows { text-align: right; }
.shaded [scope=row] { text-align: right; position: sticky; left: 0; background: var(--paper); border: 0; }
.shaded td { background: color-mix(in srgb, var(--shade) calc(var(--share) * 55%), var(--paper));
  border: 2px solid var(--paper); min-width: 3.2rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.shaded small { display: block; font-size: .75em; } .shaded .none { color: var(--quiet); }
figure { margin: 0; min-width: 0; }
.charts { display: grid; gap: 2rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); margin: .75rem 0 1rem; }
svg { display: block; width: 100%; max-width: 36rem; overflow: visible; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
svg text { font-size: 13px; fill: var(--ink); font-variant-numeric: tabular-nums; }
svg .tick { font-size: 12px; fill: var(--quiet); } svg .name { fill: var(--quiet); }
.grid { stroke: var(--track); } .axis { stroke: var(--quiet); stroke-width: 1.2; }
.track { fill: var(--track); } .range { fill: var(--ink); }
.best { stroke: var(--ink); stroke-width: 1.2; stroke-dasharray: 4 3; } .here { stroke: var(--quiet); }
.c0 { color: var(--c0); fill: currentColor; } .c1 { color: var(--c1); fill: currentColor; }
.c2 { color: var(--c2); fill: currentColor; } .c3 { color: var(--c3); fill: currentColor; }
.c4 { color: var(--c4); fill: currentColor; } .c5 { color: var(--c5); fill: currentColor; }
.line { fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linejoin: round; }
.ring { fill: var(--paper); stroke: currentColor; stroke-width: 2; }
.strip { fill: transparent; } .tip { visibility: hidden; pointer-events: none; }
.at:hover .tip { visibility: visible; } .at:hover ~ .last { visibility: hidden; }
@media (max-width: 36rem) { table { font-size: .85rem; } th, td { padding-right: .8rem; }
  .facts { display: block; } .facts dd { margin-bottom: .6rem; }
  .shaded { font-size: .8rem; } .shaded th, .shaded td { padding: .25rem .3rem; min-width: 2.6rem; }
  .shaded th { max-width: 5rem; } }
@media print { :root { font-size: 11px; } body { max-width: none; padding: 0; } .wide { overflow: visible; }
  h2, h3 { break-after: avoid; } figure, tr, .figures div, .alert { break-inside: avoid; }
  .shaded { font-size: .85rem; } .shaded td { min-width: 0; }
  .charts { grid-template-columns: 1fr 1fr; } }
</style>
)";

}  // namespace glissade
