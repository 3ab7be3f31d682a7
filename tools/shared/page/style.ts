import { PALETTE } from '../../../local/start/console/palette.ts';

/** The stylesheet of the pages that commands write. */
export const STYLE = `${PALETTE}*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1,h2,.legend{overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.2rem;margin:2.2rem 0 .4rem}
p{margin:.3rem 0 .8rem;color:var(--soft)}
.good{color:var(--good);font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.75rem;margin-bottom:1rem}
.tiles div{background:var(--card);border-radius:.5rem;padding:.75rem 1rem;display:flex;flex-direction:column}
.tiles b{font-size:1.4rem;overflow-wrap:anywhere}
.tiles span{color:var(--soft);font-size:.9rem}
.findings{list-style:none;padding:0}
.findings li{border-left:4px solid var(--warn);background:var(--card);padding:.6rem .8rem;margin:.5rem 0;overflow-wrap:anywhere}
.findings li.fails{border-color:var(--bad)}
.findings li.accepted{border-color:var(--soft)}
.chart{display:grid;grid-template-columns:minmax(9rem,14rem) minmax(8rem,1fr) minmax(10rem,22rem);gap:.3rem .8rem;align-items:center}
.label{overflow-wrap:anywhere}
.bar svg{display:block;width:100%;height:20px}
.value-text{color:var(--soft);font-size:.85rem;line-height:1.3}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.3rem 0 .8rem;font-size:.9rem}
.legend i{display:inline-block;width:.9rem;height:.9rem;border-radius:2px;margin-right:.35rem;vertical-align:-2px}
.lines{margin:.6rem 0 1.4rem}
.lines figcaption{color:var(--soft);font-size:.85rem}
.plot{position:relative;height:15rem;margin:.5rem .8rem 1.6rem 4rem;border-left:1px solid var(--rule)}
.plot svg{display:block;width:100%;height:100%;overflow:visible}
.plot .ys span{position:absolute;right:calc(100% + .4rem);transform:translateY(-50%);font-size:.78rem;color:var(--soft);white-space:nowrap}
.plot .xs span{position:absolute;top:calc(100% + .2rem);transform:translateX(-50%);font-size:.78rem;color:var(--soft);white-space:nowrap}
.lines .legend{margin-left:4rem}
.note{color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--rule)}
th{color:var(--soft);font-weight:600}
details{border:1px solid var(--rule);border-radius:.5rem;margin:.6rem 0;padding:.2rem .6rem}
summary{cursor:pointer;font-weight:600;padding:.4rem 0}
footer{margin-top:2.5rem;font-size:.85rem;overflow-wrap:anywhere}
@media (max-width:44rem){
.chart{grid-template-columns:1fr;gap:.1rem}
.value-text{margin-bottom:.6rem}
thead{display:none}
tr{display:block;border:1px solid var(--rule);border-radius:.5rem;margin:.6rem 0;padding:.3rem .2rem}
td{display:flex;gap:.8rem;border:0;padding:.2rem .5rem;overflow-wrap:anywhere}
td::before{content:attr(data-of);flex:0 0 7rem;color:var(--soft)}
td:empty{display:none}
}
`;
