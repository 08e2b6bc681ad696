/**
 * The one stylesheet of the pages that are made here: dark and light by the
 * reader's setting, for a phone first. It stands in the page itself and is allowed
 * by its hash, so that a page needs no second request and no other style can run.
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;
--ground:#FBFBFA;--card:#FFFFFF;--line:#DCDFE3;--ink:#14181D;--dim:#5A6675;
--exhausted:#A8003B;--exhausted-tint:#FBEBF0;--escalating:#8A5200;--escalating-mark:#FFB224;--acked:#0A66C2;--healthy:#5A6675;
--act:#0A66C2;--act-ink:#FFFFFF}
@media (prefers-color-scheme:dark){:root{
--ground:#0F1318;--card:#171C23;--line:#262D37;--ink:#E9EDF2;--dim:#94A0B0;
--exhausted:#FF4D6A;--exhausted-tint:#27151C;--escalating:#FFC247;--escalating-mark:#FFC247;--acked:#4C9BFF;--healthy:#7F8B9B;
--act:#4C9BFF;--act-ink:#0A1422}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
main{max-width:720px;margin:0 auto;padding:16px 16px 40px}
main.wide{max-width:1080px}
h1{font-size:24px;line-height:1.25;font-weight:600;margin:8px 0 4px;text-wrap:balance}
h2{font-size:16px;line-height:1.5;font-weight:600;margin:32px 0 8px}
p{margin:0 0 8px}
ul,ol{list-style:none;margin:0;padding:0}
a{color:inherit;text-underline-offset:3px}
p.next{margin:0 0 16px}
.id{display:inline-block}
.dim,footer,small{color:var(--dim);font-size:14px;line-height:20px}
code,pre,.id{font:12px/20px "JetBrains Mono",ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{white-space:pre-wrap;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px;margin:0 0 12px}
footer{border-top:1px solid var(--line);margin-top:40px;padding-top:12px}
.state{display:inline-flex;align-items:center;gap:8px;font-weight:600;font-size:14px;line-height:20px}
.state svg{width:16px;height:16px;flex:none}
.s-exhausted{color:var(--exhausted)}.s-escalating{color:var(--escalating)}.s-acked{color:var(--acked)}.s-healthy,.s-closed{color:var(--healthy)}.s-unreadable{color:var(--exhausted)}
.s-escalating svg{color:var(--escalating-mark)}
.notice{border:1px dashed var(--escalating);border-radius:8px;padding:10px 14px;margin:0 0 16px;font-size:14px;line-height:20px}
.notice strong{color:var(--escalating)}
.card{background:var(--card);border:1px solid var(--line);border-left-width:4px;border-radius:8px;padding:14px 16px;margin:12px 0}
.c-exhausted,.c-unreadable{border:2px solid var(--exhausted);border-left-width:6px;background:var(--exhausted-tint)}
.c-escalating{border-left-color:var(--escalating-mark)}.c-acked{border-left-color:var(--acked)}.c-closed,.c-healthy{border-left-color:var(--healthy)}
.card p:last-child{margin-bottom:0}
.alert{padding:10px 0;border-top:1px solid var(--line)}
.alert:first-child{border-top:0}
.alert strong{display:block;font-size:16px;line-height:1.4}
.sev{font-weight:600;font-size:14px;line-height:20px}
.sev-critical{color:var(--exhausted)}.sev-error{color:var(--exhausted)}.sev-warning{color:var(--escalating)}.sev-info{color:var(--dim)}
.act{position:sticky;top:0;bottom:0;z-index:1;background:var(--ground);padding:12px 0;margin:4px 0}
button,.button{display:block;width:100%;min-height:56px;padding:12px 16px;border-radius:8px;border:1px solid var(--line);background:var(--card);color:var(--ink);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button.main{min-height:64px;border-color:transparent;background:var(--act);color:var(--act-ink);font-size:20px}
button small,.button small{display:block;font-weight:400}
button.main small{color:inherit}
button:hover,.button:hover{border-color:var(--ink)}
:focus-visible{outline:3px solid var(--acked);outline-offset:2px}
.acts{display:grid;gap:12px;margin:16px 0}
@media (min-width:600px){.acts{grid-template-columns:1fr 1fr}}
.acts form{margin:0}
.track>li{position:relative;padding:0 0 16px 28px}
.track>li::before{content:"";position:absolute;left:4px;top:6px;width:12px;height:12px;border-radius:50%;background:var(--ink);border:2px solid var(--ink);box-sizing:border-box}
.track>li::after{content:"";position:absolute;left:9px;top:18px;bottom:-6px;width:2px;background:var(--line)}
.track>li:last-child::after{display:none}
.track>li.ahead::before{background:var(--ground);border-color:var(--escalating-mark)}
.track>li.end::before{background:var(--exhausted);border-color:var(--exhausted);border-radius:2px}
.who{display:flex;gap:4px 12px;flex-wrap:wrap;justify-content:space-between;font-size:14px;line-height:20px}
.bad{color:var(--exhausted);font-weight:600}
.lines>li{display:grid;grid-template-columns:92px 1fr;gap:12px;padding:8px 0;border-top:1px solid var(--line);font-size:14px;line-height:20px}
.lines>li:first-child{border-top:0}
.lines time{color:var(--dim)}
details summary{cursor:pointer;min-height:48px;padding:14px 0;color:var(--dim);font-size:14px;line-height:20px}
.links a{display:block;min-height:48px;padding:12px 0;border-top:1px solid var(--line)}
.links li:first-child a{border-top:0}
.rows>li{border-top:1px solid var(--line);padding:10px 0}
.rows>li:first-child{border-top:0}
.top{display:flex;justify-content:space-between;gap:12px;flex-wrap:wrap;align-items:baseline}
nav{display:flex;flex-wrap:wrap;gap:0 20px;font-size:14px}
nav a{min-height:48px;display:inline-flex;align-items:center}
.big{font-size:24px;line-height:1.25;font-weight:600}
.strip{display:flex;align-items:center;margin:10px 0 2px;max-width:560px}
.strip i{flex:none;width:12px;height:12px;border-radius:50%;background:currentColor;border:2px solid currentColor}
.strip i.ahead{background:transparent}
.strip b{flex:1;height:2px;background:currentColor}
.strip b.ahead{background:var(--line)}
.strip i.head{width:2px;height:16px;border:0;border-radius:0;background:var(--ink)}
`;
