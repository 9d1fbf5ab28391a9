#pragma once
/// \file
/// The style sheet of the page: light and dark, wide and narrow, nothing fetched from elsewhere.
///
/// The colours of the lines are those of Okabe and Ito 2008 ("Color universal design"), which people of all kinds of
/// colour vision tell apart; blue and black are lighter on dark ground, yellow is darker on light ground.

#include <string_view>

namespace lathe::report {

inline constexpr std::string_view style_sheet = R"css(
:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1b1f24; --soft: #5b6570; --rule: #d9dee3; --faint: #eef1f4; --tint: #f0f6fb;
  --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #cc79a7; --s4: #e69f00; --s5: #56b4e9; --s6: #1b1f24; --s7:
    #a89b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --ink: #e6e9ec; --soft: #9aa4ae; --rule: #343b43; --faint: #22272d; --tint: #18232d;
    --s0: #4a9ede; --s1: #f07a28; --s2: #1fb58a; --s3: #d993b9; --s4: #e69f00; --s5: #8fd0f7; --s6: #e6e9ec; --s7:
      #f0e442;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI",
  Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; -webkit-text-size-adjust: 100%; }
main { max-width: 940px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 48px 0 4px; }
p { margin: 8px 0; }
code, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size:
  .9em; }
.kind { color: var(--soft); font-size: .85rem; letter-spacing: .04em; margin: 0 0 4px; }
.about, .note { color: var(--soft); }
.note { font-size: .88rem; }
.summary { background: var(--tint); border-left: 4px solid var(--s0); padding: 12px 18px; margin: 20px 0;
  overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 32px; margin: 16px 0; padding: 0; }
.facts div { min-width: 0; }
.facts dt, .made dt { color: var(--soft); font-size: .82rem; }
.facts dd, .made dd { margin: 0; overflow-wrap: anywhere; }
.findings, .summary .note { margin: 6px 0; }
.summary b { font-weight: 600; }
.scroll { overflow-x: auto; margin: 12px 0 4px; background:
  linear-gradient(270deg, var(--ground) 40%, transparent) right / 44px 100% no-repeat local,
  linear-gradient(270deg, var(--rule), transparent) right / 16px 100% no-repeat scroll; }
.broad { position: relative; left: 50%; transform: translateX(-50%); width: fit-content; min-width: 100%;
  max-width: min(1240px, 100vw - 48px); }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--faint); white-space: nowrap;
  vertical-align: top; }
th { font-weight: 600; }
thead th { color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--rule); vertical-align: bottom;
  white-space: normal; line-height: 1.25; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
tbody th { position: sticky; left: 0; background: var(--ground); white-space: normal; overflow-wrap: anywhere;
  min-width: 12em; max-width: 17em; font-weight: 400; }
tr.leading th, tr.leading td { font-weight: 700; }
.sign { display: inline-block; width: 1em; text-align: left; padding-left: .3em; }
.named { display: flex; }
.named .key { margin-top: .45em; }
.key { width: 26px; height: 12px; vertical-align: -1px; margin-right: 7px; flex: none; }
figure { margin: 14px 0 0; }
svg.wide, svg.narrow { display: block; max-width: 100%; height: auto; }
svg.narrow, .legend { display: none; }
.multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(262px, 1fr)); gap: 20px 24px; margin-top:
  14px; }
.multiples figure { margin: 0; }
.multiples figure { display: flex; flex-direction: column; justify-content: space-between; }
.multiples svg.narrow { display: block; align-self: flex-start; }
figcaption { font-size: .9rem; overflow-wrap: anywhere; }
.legend { flex-wrap: wrap; gap: 4px 16px; margin: 6px 0 0; padding: 0; list-style: none; font-size: .85rem; }
.legend li { display: flex; align-items: center; overflow-wrap: anywhere; }
details { margin: 8px 0; font-size: .88rem; }
summary { cursor: pointer; color: var(--soft); }
details .scroll { max-height: 420px; overflow-y: auto; }
.variants dt { margin-top: 14px; font-weight: 600; overflow-wrap: anywhere; }
.variants dd { margin: 0; overflow-wrap: anywhere; }
.variants .code { color: var(--soft); }
.made { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0; font-size: .92rem; }
.made dt { padding-top: .15em; }
.word { display: inline-block; max-width: 100%; }
ul { padding-left: 1.2em; }
svg text { fill: var(--ink); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums; }
svg .tick, svg .title, svg .chance { fill: var(--soft); }
.grid { stroke: var(--faint); } .axis { stroke: var(--soft); }
.reference { stroke: var(--soft); stroke-dasharray: 2 4; stroke-width: 1.5; }
.line { fill: none; stroke: var(--c); stroke-width: 2.2; stroke-linejoin: round; }
.d1 { stroke-dasharray: 8 4; } .d2 { stroke-dasharray: 2 3; } .p { stroke-dasharray: 5 5; opacity: .7; }
.band { fill: var(--c); opacity: .15; }
.mark { fill: var(--c); stroke: var(--ground); stroke-width: 1; }
.ring { fill: none; stroke: var(--c); stroke-width: 1.8; }
.leader { fill: none; stroke: var(--c); stroke-width: 1; opacity: .55; } .far { stroke-dasharray: 1 4; }
.touch { fill: transparent; }
.bar { fill: var(--c); } .whisker { stroke: var(--ink); stroke-width: 1.4; }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); } .s5 { --c: var(--s5); } .s6 { --c: var(--s6); } .s7 { --c: var(--s7); }
@media (max-width: 640px) {
  main { padding: 20px 16px 48px; }
  h1 { font-size: 1.6rem; } h2 { margin-top: 36px; }
  svg.wide { display: none; } svg.narrow { display: block; } figure > svg.narrow { width: 100%; } .multiples figure >
    svg.narrow { width: auto; } .legend { display: flex; }
  .made { display: block; } .made dt { margin-top: 8px; }
  .broad { max-width: 100%; }
  tbody th { min-width: 9.5em; max-width: 9.5em; padding-right: 6px; }
  th, td { padding: 6px 8px; }
}
)css";

}  // namespace lathe::report
