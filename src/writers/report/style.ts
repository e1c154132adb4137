/** Of the whole page. Colours are the ones of the charts; paper is always light. */
export const PAGE_STYLE = `:root{color-scheme:light dark;--ground:#fff;--ink:#1f2328;--quiet:#59636e;--line:#d1d9e0;--soft:#f6f8fa;--warn:#9a4600;--warnground:#fff5e6;--info:#0550ae;--infoground:#eef6ff}
@media screen and (prefers-color-scheme:dark){:root{--ground:#0d1117;--ink:#e6edf3;--quiet:#9da7b1;--line:#30363d;--soft:#161b22;--warn:#f2b233;--warnground:#2a2008;--info:#79c0ff;--infoground:#0c2238}}
*{box-sizing:border-box}
body{overflow-wrap:anywhere;margin:0 auto;max-width:1120px;padding:24px 20px 48px;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans",Helvetica,Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:26px;margin:0 0 4px}h2{font-size:20px;margin:36px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--line)}h3{font-size:16px;margin:20px 0 8px}
small,.quiet{color:var(--quiet);font-weight:400;font-size:13px}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
.verdict{border:1px solid var(--line);border-left:6px solid var(--info);border-radius:6px;background:var(--infoground);padding:14px 18px;margin:16px 0}
.verdict.bound{border-left-color:var(--warn);background:var(--warnground)}
.verdict p{margin:0}.verdict .kind{font-size:20px;font-weight:600}
.verdict ul,.files{margin:8px 0 0;padding-left:20px}
.advice{list-style:none;padding:0;margin:0;display:grid;grid-template-columns:minmax(0,1fr);gap:12px}
.advice>li{border:1px solid var(--line);border-left:6px solid var(--info);border-radius:6px;padding:12px 16px}
.advice>li.warning{border-left-color:var(--warn)}
.advice p{margin:4px 0}.advice .head{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
.advice .gain{font-weight:600}.label{color:var(--quiet)}
.numbers{display:grid;grid-template-columns:repeat(auto-fill,minmax(170px,1fr));gap:10px;margin:0}
.numbers div{border:1px solid var(--line);border-radius:6px;padding:8px 12px;background:var(--soft)}
.numbers dt{color:var(--quiet);font-size:13px}.numbers dd{margin:0;font-size:19px;font-weight:600;overflow-wrap:anywhere}
.charts{display:grid;gap:16px;grid-template-columns:minmax(0,1fr);justify-items:start}
figure{margin:0;max-width:100%;overflow-x:auto;border:1px solid var(--line);border-radius:6px}
figure svg{display:block}
.scroll{overflow:auto;max-height:560px;border:1px solid var(--line);border-radius:6px}
table{overflow-wrap:normal;border-collapse:collapse;width:100%;font-size:14px}
th,td{padding:5px 10px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
tbody tr:last-child td{border-bottom:0}
th{position:sticky;top:0;background:var(--soft);white-space:nowrap}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th button{all:unset;cursor:pointer;font:inherit}th button:hover{text-decoration:underline}th button:focus-visible,.scroll:focus-visible,figure:focus-visible{outline:2px solid var(--info);outline-offset:1px}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
td:first-child code{display:inline-block;min-width:16ch}
dl.definitions dt{font-weight:600;margin-top:10px}dl.definitions dd{margin:0}
footer{margin-top:40px;color:var(--quiet);font-size:13px}
@media (max-width:600px){body{padding:16px 12px}h1{font-size:22px}.verdict .kind{font-size:18px}}
@media print{body{max-width:none;padding:0;font-size:11pt;print-color-adjust:exact}table{font-size:8.5pt;overflow-wrap:anywhere}th,td,.number{padding:3px 5px;white-space:normal}td:first-child code{min-width:12ch}code{font-size:8.5pt}.scroll{max-height:none;overflow:visible;border:0}figure,.advice>li,tr,.numbers div{break-inside:avoid}h2,h3{break-after:avoid}th{position:static}figure{border:0}figure svg{max-width:100%;height:auto}}`;
