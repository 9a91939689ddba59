/** One sheet for the gateway's own pages. System fonts only; every colour pair reaches 4.5:1 in both schemes. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--back:#eef2f4;--card:#fff;--line:#d5dee2;--text:#16262d;--soft:#4a5d66;--accent:#0b6b74;--track:#d3e4e6}
@media (prefers-color-scheme:dark){:root{--back:#101a1f;--card:#18252b;--line:#2c3d45;--text:#e6eef1;--soft:#a9bac2;--accent:#5fc4cd;--track:#24414a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:1.5rem;padding:1.5rem 1rem;background:var(--back);color:var(--text);font:1.0625rem/1.55 system-ui,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main{width:100%;max-width:37rem;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:clamp(1.5rem,5vw,2.75rem);overflow-wrap:anywhere}
.platform{margin:0 0 .5rem;color:var(--accent);font-weight:600}
h1{margin:0 0 1rem;font-size:clamp(1.6rem,4.5vw,2.1rem);line-height:1.2;letter-spacing:-.01em}
p{margin:0 0 .75rem}
.lead{font-size:1.1875rem}
.bar{height:6px;margin:1.5rem 0;border-radius:3px;background:var(--track);overflow:hidden}
.bar span{display:block;height:100%;width:34%;border-radius:3px;background:var(--accent);animation:go 2.6s ease-in-out infinite alternate}
@keyframes go{from{transform:translateX(0)}to{transform:translateX(194%)}}
@media (prefers-reduced-motion:reduce){.bar span{animation:none;width:100%;opacity:.55}}
main>:last-child{margin-bottom:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.5rem 1.5rem;margin:1.5rem 0;padding:0}
dt{color:var(--soft)}
dd{margin:0;font-weight:600}
time{white-space:nowrap}
.calm{color:var(--soft);border-top:1px solid var(--line);padding-top:1.25rem}
.calm p:last-child{margin:0}
footer{font-size:.9375rem}
a{color:var(--accent);text-underline-offset:.2em;padding:.5rem;border-radius:6px}
a:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.75rem}}
`.trim();
