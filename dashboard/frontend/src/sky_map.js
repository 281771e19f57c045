// The map: a deck.gl canvas that survives every refresh, and with it pan, zoom and motion.

import { Deck, MapView, WebMercatorViewport } from "@deck.gl/core";

import { Basemap } from "./basemap.js";
import { HandController, isNarrow } from "./hand.js";
import { legendElement } from "./legend.js";
import { aircraftAttributes, aircraftLayers, airportLayers, fenceLayer, trailLayer } from "./layers.js";
import { Motion } from "./motion.js";
import { Outlines } from "./outlines.js";
import { addressWith, viewFromAddress } from "./page_address.js";
import { drawAtlas } from "./shapes.js";
import { placeTooltip } from "./tooltip.js";
import { ZOOM_LIMITS, isInside, possibleView, widened } from "./view.js";

const WORLD = { longitude: 8, latitude: 28, zoom: 1 };
const AIRPORTS_FROM_ZOOM = 5.5;
const NAMES_FROM_ZOOM = 7.5;
const MOST_NAMES = 250;
const STEP_PIXELS = 0.4; // aircraft are redrawn once the fastest has moved this far
const LONGEST_STEP_MS = 60_000;
const EARTH_METRES = 40_075_017;
const CROWDS = [300, 4_000];
const LEAST_PIXELS = [22, 15, 11];
const MOST_PIXELS = 40;
const PICKING_PIXELS = 4;
const PANEL_WRITTEN_MS = 3_000;

let lastView = null; // survives the map, for a viewer who returns from another page

export class SkyMap {
  constructor(parent, assets) {
    this._parent = parent;
    this._assets = assets;
    this._airports = null;
    this._airportsNear = [];
    this._named = [];
    this._focused = null;
    this._canvas = parent.querySelector(".fw-map-canvas");
    this._tooltip = parent.querySelector(".fw-map-tooltip");
    this._basemap = new Basemap(parent.querySelector(".fw-map-base"), () => {
      this._writeNote();
      this._draw();
    });
    this._view = viewFromAddress(window.location.href) ?? lastView;
    this._outlines = new Outlines(parent.querySelector(".fw-map-outlines"));
    this._deck = new Deck({
      parent: this._canvas,
      views: new MapView({ repeat: true, controller: { type: HandController, dragRotate: false, touchRotate: false, keyboard: { rotateSpeedX: 0, rotateSpeedY: 0 } } }),
      initialViewState: { ...WORLD, ...this._view, ...ZOOM_LIMITS },
      onViewStateChange: ({ viewState }) => this._moved(viewState),
      onHover: (info) => placeTooltip(this._tooltip, info, this._packet),
      getCursor: ({ isDragging, isHovering }) => (isDragging ? "grabbing" : isHovering ? "pointer" : "grab"),
      pickingRadius: PICKING_PIXELS,
      onLoad: () => this._describe(),
      onBeforeRender: () => this._outlines.follow(this._deck.getViewports()[0]),
      onError: (error) => console.error("map:", error),
    });
    this._canvas.onpointerdown = ({ clientX, clientY }) => {
      this._pressedAt = [clientX, clientY];
    };
    this._canvas.onclick = (event) => this._clicked(event);
    parent.querySelector(".fw-map-fit").onclick = () => this._show(this._fitted());
    this._load("world.geojson").then((land) => {
      this._outlines.take(land);
    });
    this._loop = requestAnimationFrame(() => this._frame());
  }

  /** Show a packet from the server; `tell(name, value)` reports back to it. */
  update(packet, tell) {
    this._tell = tell;
    this._packet = packet;
    const arrived = performance.now();
    // Seconds since the poll, in the picture's own time.
    packet.elapsed = () => packet.header.elapsed + (packet.header.pace * (performance.now() - arrived)) / 1_000;
    this._motion = new Motion(packet.columns);
    const { header } = packet;
    if (String(header.theme.edge) !== this._edge) {
      this._edge = String(header.theme.edge);
      this._atlas = drawAtlas(header.theme.edge);
    }
    this._attributes = aircraftAttributes(packet, this._atlas);
    this._selected = header.texts.icao24.indexOf(header.selected);
    this._canvas.parentElement.style.background = header.theme.ocean;
    this._basemap.show(header.style);
    this._describe();
    this._parent.querySelector(".fw-map-legend").replaceChildren(...legendElement(header.legend));
    this._writeNote();
    keepInAddress({ aircraft: header.selected, ...(this._view && { view: this._now() }) });
    if (!this._view && header.count) this._show(this._fitted(), 0);
    if (header.focus && header.focus.id !== this._focused) {
      this._focused = header.focus.id;
      this._show({ ...header.focus, zoom: Math.max(this._now().zoom, header.focus.zoom) });
    }
    this._drawFromHere();
  }

  destroy() {
    cancelAnimationFrame(this._loop);
    clearTimeout(this._settling);
    this._basemap.destroy();
    this._deck.finalize();
  }

  _frame() {
    this._loop = requestAnimationFrame(() => this._frame());
    if (this._packet?.header.pace && performance.now() - this._drawn > this._stepMs()) this._draw();
  }

  /** The time (ms) in which the fastest aircraft moves STEP_PIXELS; redrawing earlier would show no difference. */
  _stepMs() {
    const { zoom, latitude } = this._now();
    const metresPerPixel = (EARTH_METRES * Math.cos((latitude * Math.PI) / 180)) / (512 * 2 ** zoom);
    const pixelsPerS = this._motion.fastest / metresPerPixel;
    return Math.min((STEP_PIXELS / pixelsPerS / this._packet.header.pace) * 1_000, LONGEST_STEP_MS);
  }

  _draw() {
    const packet = this._packet;
    if (!packet) return;
    this._drawn = performance.now();
    const { header } = packet;
    const { zoom } = this._now();
    const positions = { value: this._motion.positions(header.pace ? packet.elapsed() : null), size: 2 };
    this._positions = positions;
    const crowd = CROWDS.filter((limit) => header.count > limit).length;
    this._outlines.show(header.style && !this._basemap.problem ? null : header.theme);
    this._deck.setProps({
      layers: [
        ...(zoom >= AIRPORTS_FROM_ZOOM ? airportLayers(this._airportsNear, header.theme) : []),
        fenceLayer(header.fences),
        trailLayer(header.trails),
        ...aircraftLayers({
          packet,
          attributes: this._attributes,
          positions,
          atlas: this._atlas,
          theme: header.theme,
          sizes: { least: LEAST_PIXELS[crowd], most: MOST_PIXELS },
          selected: this._selected,
          named: this._named,
        }),
      ],
    });
  }

  _moved(viewState) {
    this._view = lastView = viewState;
    this._basemap.follow(viewState);
    clearTimeout(this._settling);
    this._settling = setTimeout(() => this._settled(), 250);
  }

  _settled() {
    keepInAddress({ view: this._now() });
    this._drawFromHere();
  }

  /** Draw, after updating everything that depends on the view. */
  _drawFromHere() {
    this._nameThoseNear();
    this._findAirports();
    this._draw();
    this._reportBounds();
  }

  /** Handle the browser's click; deck.gl's own click event is missed while the page is busy. */
  _clicked({ clientX, clientY }) {
    const [downX, downY] = this._pressedAt ?? [clientX, clientY];
    if (Math.hypot(clientX - downX, clientY - downY) > PICKING_PIXELS) return; // it was dragged
    const { left, top } = this._canvas.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top];
    const hit = this._deck.pickObject({ x, y, radius: PICKING_PIXELS, layerIds: ["aircraft"] });
    this._tell?.("clicked", hit ? this._packet.header.texts.icao24[hit.index] : "");
    if (hit && isNarrow()) showPanel();
  }

  /** Describe the map to screen readers; called again later because deck.gl creates its canvas after the map. */
  _describe() {
    const words = { role: "application", "aria-label": this._packet?.header.alt ?? "Map", "aria-describedby": "fw-map-keys" };
    const canvas = this._canvas.querySelector("canvas");
    for (const [name, value] of Object.entries(words)) canvas?.setAttribute(name, value);
  }

  _writeNote() {
    const { problem } = this._basemap;
    const missing = problem ? ` The map style cannot be shown: ${problem}.` : "";
    this._parent.querySelector(".fw-map-note").textContent = (this._packet?.header.note ?? "") + missing;
  }

  _reportBounds() {
    if (!this._packet?.header.report_bounds) return;
    const bounds = this._viewport().getBounds().map((degrees) => Math.round(degrees * 100) / 100);
    if (String(bounds) === String(this._reported)) return;
    this._reported = bounds;
    this._tell("bounds", bounds);
  }

  _nameThoseNear() {
    this._named = [];
    if (!this._packet || this._now().zoom < NAMES_FROM_ZOOM) return;
    const bounds = this._viewport().getBounds();
    const { longitude, latitude } = this._packet.columns;
    for (let i = 0; i < longitude.length && this._named.length < MOST_NAMES; i++) {
      if (isInside(bounds, longitude[i], latitude[i])) this._named.push(i);
    }
  }

  /** Take the airports of the view and of one view around it, which a drag brings in: all of them would slow each frame. */
  _findAirports() {
    if (this._now().zoom < AIRPORTS_FROM_ZOOM) return;
    const bounds = widened(this._viewport().getBounds());
    this._airportsNear = this._airportsLoaded().filter(({ at: [longitude, latitude] }) => isInside(bounds, longitude, latitude));
  }

  _now() {
    return this._view ?? WORLD;
  }

  _viewport() {
    const { clientWidth: width, clientHeight: height } = this._canvas;
    return new WebMercatorViewport({ ...this._now(), width: width || 900, height: height || 560 });
  }

  _show(wanted, transitionDuration = 700) {
    const view = possibleView(wanted);
    if (!view) return;
    this._view = { ...view, pitch: 0, bearing: 0 };
    this._deck.setProps({ initialViewState: { ...this._view, ...ZOOM_LIMITS, transitionDuration } });
    this._moved(this._view);
  }

  /** The view that holds all aircraft but the outermost 1 %. */
  _fitted() {
    const { longitude, latitude } = this._packet.columns;
    // The whole world, as far as the width allows.
    const world = { ...WORLD, zoom: Math.max(Math.min(Math.log2(this._viewport().width / 512), WORLD.zoom), ZOOM_LIMITS.minZoom) };
    if (!longitude.length) return world;
    const [west, east] = middle(longitude);
    const [south, north] = middle(latitude);
    const corners = [[west, Math.max(south, -80)], [east + 0.01, Math.min(north, 80) + 0.01]];
    const fitted = this._viewport().fitBounds(corners, { padding: 30 });
    return fitted.zoom < world.zoom + 0.3 ? world : { ...fitted, zoom: Math.min(fitted.zoom, 8) };
  }

  _airportsLoaded() {
    if (this._airports === null) {
      this._airports = [];
      this._load("airports.json").then((airports) => {
        this._airports = airports;
        this._drawFromHere();
      });
    }
    return this._airports;
  }

  async _load(name) {
    const answer = await fetch(`${this._assets}/${name}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }
}

function keepInAddress(part) {
  history.replaceState(history.state, "", addressWith(window.location.href, part));
}

/** Scroll to the aircraft panel, which is below the map on a narrow page, and again as it grows. */
function showPanel() {
  const panel = document.querySelector(".st-key-panel");
  if (!panel) return;
  const written = new ResizeObserver(() => panel.scrollIntoView({ behavior: "smooth" }));
  written.observe(panel.parentElement);
  setTimeout(() => written.disconnect(), PANEL_WRITTEN_MS);
}

function middle(values) {
  const sorted = Float32Array.from(values).sort();
  return [0.01, 0.99].map((share) => sorted[Math.round((sorted.length - 1) * share)]);
}
