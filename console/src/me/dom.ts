/* Elements in a line: h('p.note', 'text', child). A class or several after the name; no markup from strings, ever. */
export type Child = Node | string | null | undefined | false;

export function h<K extends keyof HTMLElementTagNameMap>(spec: K | `${K}.${string}`, ...children: (Child | Record<string, string | EventListener>)[]): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = spec.split('.');
  const el = document.createElement(tag as K);
  if (classes.length) el.className = classes.join(' ');
  for (const c of children) {
    if (c === null || c === undefined || c === false) continue;
    if (typeof c === 'string' || c instanceof Node) el.append(c);
    else for (const [name, v] of Object.entries(c)) if (typeof v === 'string') el.setAttribute(name, v); else el.addEventListener(name, v);
  }
  return el;
}

const svgNs = 'http://www.w3.org/2000/svg';
export function icon(d: string): SVGSVGElement {
  const svg = document.createElementNS(svgNs, 'svg'), path = document.createElementNS(svgNs, 'path');
  for (const [k, v] of Object.entries({ viewBox: '0 0 24 24', width: '24', height: '24', fill: 'none', stroke: 'currentColor', 'stroke-width': '1.6', 'stroke-linecap': 'round', 'stroke-linejoin': 'round', 'aria-hidden': 'true' })) svg.setAttribute(k, v);
  path.setAttribute('d', d);
  svg.append(path);
  return svg;
}
