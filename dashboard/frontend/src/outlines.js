// Land, graticule and country names below the aircraft. They are drawn on a 2D canvas: without a graphics card, the same
// in WebGL took a second for each frame of a moving map.

import { HIGHEST_LATITUDE } from "./view.js";

const WORLD_PIXELS = 512; // the world's width at zoom 0, as in deck.gl
const LEAST_NAME_PIXELS = 8;
const MOST_NAME_PIXELS = 15;
const BORDER_PIXELS = 0.8;
const GRATICULE_OPACITY = 45 / 255;

export class Outlines {
  constructor(parent) {
    this._parent = parent;
    this._canvas = document.createElement("canvas");
    this._canvas.style.cssText = "display: block; width: 100%; height: 100%";
    parent.append(this._canvas);
    this._rings = [];
    this._names = [];
    this._theme = null;
    this._view = null;
    /** How many objects of each kind the last frame shows. */
    this.drawn = { land: 0, graticule: 0, countries: 0 };
  }

  /** `land` is the GeoJSON of the countries. */
  take(land) {
    this._rings = land.features.flatMap(({ geometry: { type, coordinates } }) =>
      (type === "MultiPolygon" ? coordinates.flat() : coordinates).map(projected),
    );
    this._names = namesOf(land);
    this._draw();
  }

  /** Use the theme's colours; without a theme, draw nothing. */
  show(theme) {
    if (JSON.stringify(theme) === JSON.stringify(this._theme)) return;
    this._theme = theme;
    this._draw();
  }

  /** Draw what a viewport (longitude, latitude, zoom; width and height in pixels) shows, unless it is drawn already. */
  follow({ longitude, latitude, zoom, width, height }) {
    const view = { longitude, latitude, zoom, width, height, density: window.devicePixelRatio || 1 };
    if (JSON.stringify(view) === JSON.stringify(this._view)) return;
    this._view = view;
    this._draw();
  }

  _draw() {
    this.drawn = { land: 0, graticule: 0, countries: 0 };
    if (!this._view) return;
    const { width, height, zoom, density } = this._view;
    // Setting its size also clears the canvas.
    this._canvas.width = Math.round(width * density);
    this._canvas.height = Math.round(height * density);
    if (!this._theme) return;
    const pen = this._canvas.getContext("2d");
    pen.scale(density, density);
    const scale = WORLD_PIXELS * 2 ** zoom;
    const [x, y] = onMap([this._view.longitude, this._view.latitude]);
    const top = height / 2 - y * scale;
    const reach = width / 2 / scale;
    // The map repeats the world towards both sides.
    const copies = range(Math.floor(x - reach), Math.floor(x + reach)).map((copy) => width / 2 + (copy - x) * scale);
    this._drawLand(pen, copies, top, scale);
    this._drawGraticule(pen, copies, top, scale);
    this._drawNames(pen, copies, top, scale);
  }

  _drawLand(pen, copies, top, scale) {
    const { width, height } = this._view;
    pen.beginPath();
    for (const left of copies) {
      for (const { points, bounds: [west, north, east, south] } of this._rings) {
        if (left + east * scale < 0 || left + west * scale > width) continue;
        if (top + south * scale < 0 || top + north * scale > height) continue;
        pen.moveTo(left + points[0] * scale, top + points[1] * scale);
        for (let i = 2; i < points.length; i += 2) pen.lineTo(left + points[i] * scale, top + points[i + 1] * scale);
        pen.closePath();
        this.drawn.land += 1;
      }
    }
    pen.fillStyle = css(this._theme.land);
    pen.fill("evenodd");
    pen.strokeStyle = css(this._theme.border);
    pen.lineWidth = BORDER_PIXELS;
    pen.stroke();
  }

  _drawGraticule(pen, copies, top, scale) {
    const { width, height, zoom } = this._view;
    const step = zoom < 3 ? 30 : zoom < 5 ? 10 : 2;
    const [north, south] = [HIGHEST_LATITUDE, -HIGHEST_LATITUDE].map((latitude) => top + onMap([0, latitude])[1] * scale);
    pen.beginPath();
    for (let longitude = -180; longitude < 180; longitude += step) {
      for (const left of copies) {
        const at = left + onMap([longitude, 0])[0] * scale;
        if (at < 0 || at > width) continue;
        pen.moveTo(at, Math.max(north, 0));
        pen.lineTo(at, Math.min(south, height));
        this.drawn.graticule += 1;
      }
    }
    for (let latitude = -90 + step; latitude < 90; latitude += step) {
      const at = top + onMap([0, latitude])[1] * scale;
      if (Math.abs(latitude) > HIGHEST_LATITUDE || at < 0 || at > height) continue;
      pen.moveTo(0, at);
      pen.lineTo(width, at);
      this.drawn.graticule += 1;
    }
    pen.strokeStyle = css(this._theme.label, GRATICULE_OPACITY);
    pen.lineWidth = 1;
    pen.stroke();
  }

  _drawNames(pen, copies, top, scale) {
    const { width, height, zoom } = this._view;
    pen.fillStyle = css(this._theme.label);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    for (const { at, text, size } of this._names) {
      const pixels = size * 2 ** zoom; // a name appears once its country is large enough on screen
      const y = top + at[1] * scale;
      if (pixels < LEAST_NAME_PIXELS || y < -MOST_NAME_PIXELS || y > height + MOST_NAME_PIXELS) continue;
      pen.font = `${Math.min(pixels, MOST_NAME_PIXELS)}px "Source Sans", sans-serif`;
      for (const left of copies) {
        const x = left + at[0] * scale;
        if (x < -width / 4 || x > (width * 5) / 4) continue; // a name is no wider than half the map
        pen.fillText(text, x, y);
        this.drawn.countries += 1;
      }
    }
  }
}

/** The place on a Mercator map whose width is 1, from its upper left corner. */
function onMap([longitude, latitude]) {
  const limited = Math.min(Math.max(latitude, -HIGHEST_LATITUDE), HIGHEST_LATITUDE);
  const height = Math.log(Math.tan(Math.PI / 4 + (limited * Math.PI) / 360));
  return [(longitude + 180) / 360, (1 - height / Math.PI) / 2];
}

/** A ring of places as points on the map in one array, and its bounds: west, north, east, south. */
function projected(ring) {
  const points = Float64Array.from(ring.flatMap(onMap));
  const [x, y] = [0, 1].map((start) => points.filter((_, index) => index % 2 === start));
  return { points, bounds: [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)] };
}

/** The countries' names, sized by the square root of the area so that large countries are named first. */
function namesOf(land) {
  return land.features.map(({ properties: { label, name, area } }) => ({
    at: onMap(label),
    text: name,
    size: Math.min(Math.max(Math.sqrt(area) / 12, 0.4), 0.8),
  }));
}

function css([red, green, blue, alpha = 255], opacity = alpha / 255) {
  return `rgb(${red} ${green} ${blue} / ${opacity})`;
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
