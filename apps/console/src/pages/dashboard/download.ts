/** Hands a file to the reader. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own reference once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A title as the name of a file on any system. */
export function fileName(title: string, ending: string): string {
  const plain = title
    .replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${plain === '' ? 'panel' : plain}.${ending}`;
}

/** The chart of a panel as an image with its title above, on the colour of the page. Only what is drawn on a canvas. */
export async function pictureOf(panel: HTMLElement, title: string): Promise<Blob | undefined> {
  const chart = panel.querySelector('canvas');
  if (chart === null || chart.width === 0) return undefined;
  const ratio = devicePixelRatio;
  const [head, room] = [34 * ratio, 10 * ratio];
  const canvas = document.createElement('canvas');
  canvas.width = chart.width + 2 * room;
  canvas.height = chart.height + head + room;
  const context = canvas.getContext('2d');
  if (context === null) return undefined;
  const style = getComputedStyle(panel);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 ${14 * ratio}px ${style.fontFamily}`;
  context.textBaseline = 'middle';
  context.fillText(title, room, head / 2);
  context.drawImage(chart, room, head);
  return (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))) ?? undefined;
}
