import type { ChartSeries } from './chart-data.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** What `LineSample` renders, as an element for what is drawn without React. */
export function lineSample(colour: string, draw: ChartSeries['draw']): SVGElement {
  const filled = draw === 'bars' || draw === 'area';
  const shape = filled
    ? made('rect', { x: '1', y: '1', width: '12', height: '8', rx: '1.5', fill: colour })
    : made('line', { x1: '0', x2: '14', y1: '5', y2: '5', stroke: colour, 'stroke-width': '2.5' });
  if (draw === 'dashed') shape.setAttribute('stroke-dasharray', '4 3');
  const svg = made('svg', { width: '14', height: '10', viewBox: '0 0 14 10', 'aria-hidden': 'true' });
  svg.append(shape);
  return svg;
}

function made(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
