// The aircraft's outlines, nose up, in a 64 by 64 box; in the same order as SHAPES in dashboard/map/columns.py.

export const SHAPES = {
  jet:
    "M32 2C35.8 2 37.8 7 37.8 13V21.5L61.5 36.5V45L37.8 38.6L36.6 49.5L44.5 55.5V61.5L32 58.4L19.5 61.5V55.5" +
    "L27.4 49.5L26.2 38.6L2.5 45V36.5L26.2 21.5V13C26.2 7 28.2 2 32 2Z",
  heavy:
    "M32 1C36.8 1 39 6 39 12V20L46 24.4V20.5H51V27.6L63 35.5V43.5L39 38L37.6 49.5L47 56V62L32 58.8L17 62V56L26.4 49.5" +
    "L25 38L1 43.5V35.5L13 27.6V20.5H18V24.4L25 20V12C25 6 27.2 1 32 1Z",
  fast: "M32 1L36.5 20L39 27L58 50V55L38.5 50.5L37 56L42 61V63L32 60.5L22 63V61L27 56L25.5 50.5L6 55V50L25 27L27.5 20Z",
  light:
    "M32 6C35 6 36.4 9 36.6 13L36.9 20L61 22.5V30.5L36.9 32L35.3 49.5L43.5 52V57.5L32 58.5L20.5 57.5V52L28.7 49.5" +
    "L27.1 32L3 30.5V22.5L27.1 20L27.4 13C27.6 9 29 6 32 6Z",
  helicopter:
    "M32 17C37.5 17 40 22 40 28C40 34 37.5 38.5 34.6 40.5L34 54H39.5V59H24.5V54H30L29.4 40.5C26.5 38.5 24 34 24 28" +
    "C24 22 26.5 17 32 17ZM8 2L32 25L56 2L60 6L36 29L60 50L56 54L32 32L8 54L4 50L28 29L4 6Z",
  glider: "M32 9C34 9 35 12 35.2 16L35.4 22L63.5 25V29L35 31L33.8 50L39.5 52V56H24.5V52L30.2 50L29 31L0.5 29V25L28.6 22L28.8 16C29 12 30 9 32 9Z",
  balloon: "M32 4C44 4 52 13 52 24C52 34 44 42 38 47H26C20 42 12 34 12 24C12 13 20 4 32 4ZM26 50H38V60H26Z",
  drone:
    "M15 6A9 9 0 1 1 14.9 6ZM49 6A9 9 0 1 1 48.9 6ZM15 40A9 9 0 1 1 14.9 40ZM49 40A9 9 0 1 1 48.9 40Z" +
    "M18 15L32 27L46 15L49 18L37 32L49 46L46 49L32 37L18 49L15 46L27 32L15 18Z",
  vehicle: "M20 6H44Q48 6 48 12V54Q48 58 44 58H20Q16 58 16 54V12Q16 6 20 6Z",
  disc: "M32 15A17 17 0 1 1 31.9 15Z",
};

export const CELL = 72; // twice the usual size on screen, so that enlarged shapes stay sharp
const BOX = 64;
const EDGE = 4; // room for the outline around the shape

/**
 * Draw one image of all shapes with their edges, encoded for the AircraftLayer.
 * @param {number[]} edge the edge's colour; only its green channel is used, as a shade of grey
 * @returns {{image: HTMLCanvasElement, definitions: number[][]}}
 */
export function drawAtlas(edge) {
  const names = Object.keys(SHAPES);
  const image = document.createElement("canvas");
  image.width = CELL * names.length;
  image.height = CELL;
  const context = image.getContext("2d");
  const shade = edge[1];
  context.lineWidth = 5;
  context.lineJoin = "round";
  const definitions = names.map((name, index) => {
    const path = new Path2D(SHAPES[name]);
    context.setTransform(1, 0, 0, 1, index * CELL + EDGE, EDGE);
    context.strokeStyle = `rgb(0 ${shade} 0)`;
    context.stroke(path);
    context.fillStyle = `rgb(255 ${shade} 0)`;
    context.fill(path);
    // The layout of deck.gl's IconLayer: offset of the anchor, position in the image, size, whether it is tinted.
    return [0, 0, index * CELL, 0, CELL, CELL, 1];
  });
  return { image, definitions };
}

/** An SVG element of a shape, for the legend. */
export function shapeElement(name, colour, size) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${BOX} ${BOX}`);
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SHAPES[name]);
  path.setAttribute("fill", colour);
  svg.append(path);
  return svg;
}
