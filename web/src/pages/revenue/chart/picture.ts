const SCALE = 2;
const MARGIN = 24;
const LINE = 22;

/** Properties by which the chart is coloured through variables, which a picture does not know. */
const PAINT = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'fill-opacity',
  'font-size',
  'font-family',
];

/** @param words what the picture must say by itself: heading and caption. */
export async function pictureOf(
  chart: SVGSVGElement,
  words: { readonly title: string; readonly caption: string },
): Promise<Blob> {
  const { width, height } = chart.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + 2 * MARGIN + 2 * LINE) * SCALE;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser cannot draw.');
  const { color, backgroundColor, fontFamily } = paper(chart);
  context.scale(SCALE, SCALE);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(await loaded(chart, width, height), MARGIN, MARGIN + LINE, width, height);
  context.fillStyle = color;
  context.font = `600 16px ${fontFamily}`;
  context.fillText(words.title, MARGIN, MARGIN + 4);
  context.font = `12px ${fontFamily}`;
  context.fillText(words.caption, MARGIN, height + MARGIN + 2 * LINE, width);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('No picture came.')) : resolve(blob)),
      'image/png',
    ),
  );
}

/** The chart as an image of its own, with colours instead of variables. */
async function loaded(chart: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll('*');
  chart.querySelectorAll('*').forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const name of PAINT) copies[index]?.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const url = URL.createObjectURL(new Blob([copy.outerHTML], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Colours of the card that the chart stands on. */
function paper(chart: Element): Pick<CSSStyleDeclaration, 'color' | 'backgroundColor' | 'fontFamily'> {
  return getComputedStyle(chart.closest('section') ?? document.body);
}
