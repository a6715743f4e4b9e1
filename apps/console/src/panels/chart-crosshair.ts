import type uPlot from 'uplot';
import type { ChartTheme } from './chart-theme.ts';

const RADIUS_PX = 3;
/** Room around the crosshair, for points on it and at the edges of the plot. */
const PAD_PX = 6;

/**
 * The crosshair and the points on it, drawn on a strip of canvas that moves over the plot. uPlot would move an element for each: with some
 * hundred of them in sight, the style of each and the layers of the whole page are computed anew with each move of the pointer.
 *
 * @param colours  of the series, in their order
 */
export function crosshair(theme: ChartTheme, colours: readonly string[]): uPlot.Plugin {
  const canvas = document.createElement('canvas');
  canvas.dataset['crosshair'] = '';
  canvas.hidden = true;

  const draw = (plot: uPlot, index: number): void => {
    const context = canvas.getContext('2d');
    if (context === null) return;
    const ratio = devicePixelRatio;
    // What the plot knows of its height: asking the page for it in the middle of a move would have it laid out.
    const height = plot.bbox.height / ratio;
    // Setting the size, the same one as well, clears the canvas.
    canvas.width = Math.round((2 * PAD_PX + 1) * ratio);
    canvas.height = Math.round((2 * PAD_PX + height) * ratio);
    context.setTransform(ratio, 0, 0, ratio, PAD_PX * ratio, PAD_PX * ratio);
    context.strokeStyle = theme.text;
    context.setLineDash([4, 3]);
    context.beginPath();
    context.moveTo(0.5, 0);
    context.lineTo(0.5, height);
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 1.5;
    context.fillStyle = theme.surface;
    for (const [i, colour] of colours.entries()) {
      const value = plot.data[i + 1]?.[index];
      const { show, scale } = plot.series[i + 1] ?? {};
      if (show !== true || scale === undefined || typeof value !== 'number') continue;
      context.strokeStyle = colour;
      context.beginPath();
      context.arc(0.5, plot.valToPos(value, scale), RADIUS_PX, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    canvas.style.transform = `translateX(${Math.round(plot.valToPos(plot.data[0][index]!, 'x'))}px)`;
  };

  return {
    hooks: {
      init: (plot) => {
        plot.over.append(canvas);
      },
      setCursor: (plot) => {
        const { left, idx } = plot.cursor;
        const isShown = left !== undefined && left >= 0 && typeof idx === 'number';
        if (canvas.hidden === isShown) canvas.hidden = !isShown;
        if (isShown) draw(plot, idx);
      },
    },
  };
}
