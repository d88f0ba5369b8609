/** The page's only style sheet: light, dark and on paper. Colours are at least 4.5 : 1 on their ground. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--soft:#f6f8fa;--fg:#1c2128;--muted:#57606a;--line:#dde2e8;--accent:#0a5cbf;--good:#1a7037;--warn:#8a5300;--bad:#b3261e}
@media screen and (prefers-color-scheme:dark){:root{--bg:#12161c;--soft:#1a2028;--fg:#e4e8ed;--muted:#9da7b3;--line:#313944;--accent:#6cb2ff;--good:#63c987;--warn:#e3b04b;--bad:#ff8f85}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:32px 20px 64px;background:var(--bg);color:var(--fg);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1,h2,h3,h4{line-height:1.25;margin:0;text-wrap:balance}
h1{font-size:28px;letter-spacing:-.01em}
h2{font-size:21px}
h3{font-size:16px}
h4{font-size:15px}
p{margin:6px 0;max-width:72ch}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
code,pre,.formula{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
pre{white-space:pre-wrap;margin:8px 0;padding:10px 12px;background:var(--soft);border-radius:6px}
.kicker,.note,.key-facts dt,caption{color:var(--muted);font-size:13px}
.kicker{margin:0 0 4px}
.lead{font-size:17px;margin:10px 0 0}
.title{display:flex;flex-wrap:wrap;align-items:center;gap:6px 14px}
.model{border-top:1px solid var(--line);margin-top:44px;padding-top:28px}
.part{margin-top:30px}
.badge{display:inline-block;border:1.5px solid;border-radius:999px;padding:1px 12px;font-size:14px;line-height:22px;font-weight:600;letter-spacing:0;white-space:nowrap}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.plain{color:var(--muted)}
.key-facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));margin:22px 0 0;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.key-facts div{margin:-1px 0 0 -1px;padding:10px 14px;border:1px solid var(--line);border-width:1px 0 0 1px}
.key-facts dd{margin:0;font-size:20px;font-weight:600}
.key-facts small{display:block;font-size:13px;font-weight:400;color:var(--muted)}
.facts{margin:8px 0 0}
.facts div{display:grid;grid-template-columns:140px minmax(0,1fr);gap:12px;padding:5px 0;border-bottom:1px solid var(--line)}
.facts dt{color:var(--muted)}
.facts dd{margin:0}
ul{margin:8px 0;padding-left:20px}
li{margin:3px 0;max-width:72ch}
.alert{border-left:4px solid var(--bad);padding:2px 0 2px 14px;margin:18px 0 0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:34px 40px;margin-top:30px;align-items:start}
figure{margin:0;min-width:0}
figure:has(details[open]){grid-column:1/-1}
figcaption p{color:var(--muted);font-size:13px;margin:4px 0 10px;min-height:40px}
svg{display:block;width:100%;max-width:540px;height:auto;font-family:inherit;font-size:12px;font-variant-numeric:tabular-nums}
svg text:not([fill]){fill:var(--fg)}
.grid line{shape-rendering:crispEdges}
details{margin-top:8px}
summary{cursor:pointer;color:var(--accent);font-size:14px;width:fit-content}
.scroll{overflow-x:auto;margin-top:8px}
table{border-collapse:collapse;width:100%;font-size:13.5px;overflow-wrap:normal}
caption{text-align:left;padding-bottom:4px}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;vertical-align:top;white-space:nowrap;font-weight:400}
th:first-child,td:first-child{padding-left:0}
thead th{color:var(--muted);font-weight:600;vertical-align:bottom}
.text,tbody th{text-align:left}
.text,tbody th{white-space:normal;min-width:120px;max-width:340px;overflow-wrap:break-word}
.key{display:inline-block;vertical-align:middle;margin-right:3px;background:currentColor;color:var(--accent);width:9px;height:9px;border-radius:50%;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.key.tick{color:var(--fg);width:2px;height:13px;border-radius:0}
.key.worse,.key.better,.key.drifted{border-radius:0;width:13px;color:var(--bad)}
.key.better{color:var(--good)}
.key.line{height:2px;width:16px;border-radius:0}
.key.production{height:2px;width:16px;border-radius:0;color:var(--fg)}
.key.limit{height:0;width:16px;border-radius:0;border-top:2px dashed var(--bad);background:none}
.key.empty{border-radius:0;background:none;border:1.5px solid var(--accent)}
.key.full{border-radius:0}
.key.start{border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
@media (max-width:560px){body{padding:20px 16px 40px}h1{font-size:23px}.facts div{grid-template-columns:1fr;gap:0}figcaption p{min-height:0}}
@media print{
@page{margin:14mm}
body{padding:0;max-width:none;font-size:12px}
.model{break-before:page;border:0;margin:0}
figure,.key-facts,tr{break-inside:avoid}
h1,h2,h3,h4,figcaption{break-after:avoid}
.charts{display:block}
figure{margin-top:22px}
svg{max-width:120mm}
figcaption p{min-height:0}
summary{display:none}
details::details-content{content-visibility:visible;block-size:auto}
.scroll{overflow:visible}
th,td{white-space:normal;padding:3px 6px}
}
`
