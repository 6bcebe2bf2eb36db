#include "report/page/html_style.hpp"

namespace jetseq::report {

char const* const report_style = R"(
body { font: 16px/1.5 Georgia, "Times New Roman", "DejaVu Serif", serif; color: #1a1a1a; background: #fff;
       max-width: 1040px; margin: 2.5em auto; padding: 0 1.5em; }
h1 { font-size: 1.75em; font-weight: normal; line-height: 1.25; margin: 0 0 .2em; }
h2 { font-size: 1.2em; margin: 2.2em 0 .6em; border-bottom: 1px solid #bbb; padding-bottom: .2em; break-after: avoid; }
p { max-width: 46em; }
.subtitle { color: #555; margin: 0 0 1.6em; overflow-wrap: anywhere; }
.warning { border-left: 4px solid #bd1f01; padding: .3em .9em; margin: .6em 0; background: #fbf3f1; max-width: 46em; }
table { border-collapse: collapse; margin: 1em 0 1.6em; font-variant-numeric: tabular-nums lining-nums; font-size: .94em;
        break-inside: avoid; }
caption { text-align: left; color: #444; padding-bottom: .5em; }
th, td { padding: .26em 1.1em; text-align: right; white-space: nowrap; font-weight: normal; }
th:first-child { text-align: left; padding-left: 0; }
thead th { border-top: 1.5px solid #1a1a1a; border-bottom: 1px solid #1a1a1a; font-style: italic; vertical-align: bottom; }
tbody tr:last-child > * { border-bottom: 1.5px solid #1a1a1a; }
.wide { overflow-x: auto; }
.wide table { font-size: .84em; }
.wide th, .wide td { padding: .26em .5em; }
.wide th:first-child { padding-left: 0; }
table.facts th { color: #555; vertical-align: top; }
table.facts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
table.facts tr > * { border: 0 !important; }
.interval { display: inline-flex; flex-direction: column; vertical-align: middle; font-size: .7em; line-height: 1.1;
            margin-left: .25em; text-align: left; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(430px, 100%), 1fr)); gap: 1.6em 2em; }
.verdict { font-size: 1.15em; line-height: 1.45; max-width: none; margin: .6em 0 .9em; }
.verdict b { font-weight: normal; white-space: nowrap; border-bottom: 2px solid #3f90da; }
.first { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(430px, 100%), 1fr)); gap: 1em 2em; align-items: start; }
.first > *, .plots > * { min-width: 0; }
.first table { margin-top: 0; }
.first caption { white-space: normal; }
.first tbody th { white-space: normal; min-width: 6em; }
.first .wide th, .first .wide td { padding: .26em .4em; }
.first .wide th:first-child { padding-left: 0; }
nav { font-size: .87em; margin: 0 0 1em; display: flex; flex-wrap: wrap; } nav a { color: #1f5fa0; margin-right: 1.1em; white-space: nowrap; }
summary { cursor: pointer; color: #1f5fa0; margin: .8em 0; }
td.bad { background: #f7dcd8; } td.good { background: #dcebf8; }
figure { margin: 0; break-inside: avoid; }
figure svg { width: 100%; height: auto; display: block; }
figcaption { font-size: .87em; color: #333; line-height: 1.4; margin-top: .5em; }
pre { margin: 0; font-size: .85em; white-space: pre-wrap; overflow-wrap: anywhere; }
footer { color: #666; font-size: .87em; margin-top: 3em; border-top: 1px solid #bbb; padding-top: .6em; }
@media (max-width: 600px) { body { margin: 1em auto; padding: 0 .8em; font-size: 15px; } h1 { font-size: 1.35em; }
               th, td { padding: .26em .5em; } table.facts th { white-space: normal; } .wide { margin: 0 -.8em; padding: 0 .8em; } }
@media print { nav { display: none; } details > * { display: block; } body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; }
               .plots { grid-template-columns: 1fr 1fr; gap: 1em 1.2em; } .warning { background: #fff; }
               .wide { overflow: visible; } .wide table { font-size: .72em; }
               .wide th, .wide td { padding: .26em .35em; } }
)";

}  // namespace jetseq::report
