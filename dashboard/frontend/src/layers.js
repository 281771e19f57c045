// The map's layers, from the sea's lines up to the names of the aircraft. All of deck.gl's own kinds.

import { GeoJsonLayer, IconLayer, PathLayer, ScatterplotLayer, TextLayer } from "@deck.gl/layers";

const FONT = '"Source Sans", sans-serif';

export function worldLayers(world, theme, zoom) {
  return [
    new GeoJsonLayer({
      id: "land",
      data: world.land,
      getFillColor: theme.land,
      getLineColor: theme.border,
      lineWidthMinPixels: 0.8,
      getLineWidth: 0,
      updateTriggers: { getFillColor: theme.land, getLineColor: theme.border },
    }),
    new PathLayer({
      id: "graticule",
      data: graticule(zoom < 3 ? 30 : zoom < 5 ? 10 : 2),
      getPath: (line) => line,
      getColor: [...theme.label, 45],
      widthUnits: "pixels",
      getWidth: 1,
      updateTriggers: { getColor: theme.label },
    }),
    new TextLayer({
      id: "countries",
      data: world.names,
      getPosition: (name) => name.at,
      getText: (name) => name.text,
      getSize: (name) => name.size,
      sizeUnits: "common", // a name comes up as its country fills the screen
      sizeMaxPixels: 15,
      getColor: theme.label,
      fontFamily: FONT,
      characterSet: "auto",
      updateTriggers: { getColor: theme.label },
    }),
  ];
}

export function airportLayers(airports, theme) {
  return [
    new ScatterplotLayer({
      id: "airports",
      data: airports,
      getPosition: (airport) => airport.at,
      radiusUnits: "pixels",
      getRadius: 2.5,
      stroked: true,
      filled: false,
      getLineColor: theme.label,
      lineWidthUnits: "pixels",
      getLineWidth: 1.2,
    }),
    new TextLayer({
      id: "airport-codes",
      data: airports,
      getPosition: (airport) => airport.at,
      getText: (airport) => airport.code,
      getSize: 11,
      getPixelOffset: [0, 11],
      getColor: theme.label,
      fontFamily: FONT,
    }),
  ];
}

export function fenceLayer(fences) {
  return new GeoJsonLayer({
    id: "fences",
    data: { type: "FeatureCollection", features: fences },
    getFillColor: [224, 17, 95, 22],
    getLineColor: [224, 17, 95, 190],
    lineWidthUnits: "pixels",
    getLineWidth: 1.5,
    pickable: true,
  });
}

export function trailLayer(trails) {
  return new PathLayer({
    id: "trails",
    data: trails,
    getPath: (trail) => trail.path,
    getColor: (trail) => trail.colour,
    widthUnits: "pixels",
    getWidth: 2.2,
    capRounded: true,
    jointRounded: true,
  });
}

/**
 * The aircraft: an edge for contrast, the shape in its colour, rings around those with an alert or a flag, names when near.
 * Every attribute is a typed array that stays the same object as long as its content does: deck.gl sends only positions
 * anew in each frame.
 */
export function aircraftLayers({ packet, attributes, positions, atlas, theme, sizes, selected, named }) {
  const { count } = packet.header;
  const place = (index) => [positions.value[2 * index], positions.value[2 * index + 1]];
  const icons = (id, more, pickable) =>
    new IconLayer({
      id,
      data: { length: count, attributes: { getPosition: positions, getAngle: attributes.angle, ...more } },
      iconAtlas: atlas.image,
      iconMapping: NO_MAPPING,
      sizeUnits: "common",
      getSize: 1,
      sizeMinPixels: sizes.least,
      sizeMaxPixels: sizes.most,
      pickable,
    });
  return [
    icons("edges", { instanceIconDefs: attributes.edge, getColor: attributes.edgeColour }, false),
    icons("aircraft", { instanceIconDefs: attributes.fill, getColor: attributes.colour }, true),
    new ScatterplotLayer({
      id: "rings",
      data: { length: count, attributes: { getPosition: positions, getRadius: attributes.ring, getLineColor: attributes.ringColour } },
      radiusUnits: "pixels",
      filled: false,
      stroked: true,
      lineWidthUnits: "pixels",
      getLineWidth: 2.4,
      radiusScale: sizes.least * 0.72,
    }),
    new ScatterplotLayer({
      id: "selected",
      data: selected < 0 ? [] : [selected],
      getPosition: place,
      radiusUnits: "pixels",
      getRadius: sizes.least * 0.95,
      filled: false,
      stroked: true,
      getLineColor: theme.selected,
      lineWidthUnits: "pixels",
      getLineWidth: 2.5,
      updateTriggers: { getPosition: positions },
    }),
    named.length && new TextLayer({
      id: "callsigns",
      data: named,
      getPosition: place,
      getText: (index) => packet.header.texts.callsign[index] ?? packet.header.texts.icao24[index],
      getSize: 12,
      getPixelOffset: [0, 20],
      getColor: theme.text,
      background: true,
      getBackgroundColor: [...theme.halo, 150],
      backgroundPadding: [3, 1],
      fontFamily: FONT,
      characterSet: "auto",
      updateTriggers: { getPosition: positions },
    }),
  ];
}

/** Icons are given as instanceIconDefs, past deck.gl's names for them; it looks only for a new object here. */
const NO_MAPPING = {};

const lines = new Map();

function graticule(step) {
  if (!lines.has(step)) {
    const all = [];
    for (let longitude = -180; longitude <= 180; longitude += step) all.push([[longitude, -85], [longitude, 85]]);
    for (let latitude = -80; latitude <= 80; latitude += step) {
      const parallel = [];
      for (let longitude = -180; longitude <= 180; longitude += 10) parallel.push([longitude, latitude]);
      all.push(parallel);
    }
    lines.set(step, all);
  }
  return lines.get(step);
}

/** What of a packet stays the same from frame to frame, as deck.gl's attributes. */
export function aircraftAttributes({ columns, header }, atlas, theme) {
  const { count } = header;
  const fill = new Float32Array(7 * count);
  const edge = new Float32Array(7 * count);
  const angle = new Float32Array(count);
  const ring = new Float32Array(count);
  const ringColour = new Uint8Array(4 * count);
  const edgeColour = new Uint8Array(4 * count);
  for (let i = 0; i < count; i++) {
    fill.set(atlas.definitions.fill[columns.shape[i]], 7 * i);
    edge.set(atlas.definitions.edge[columns.shape[i]], 7 * i);
    angle[i] = Number.isNaN(columns.track[i]) ? 0 : -columns.track[i];
    edgeColour.set(theme.edge, 4 * i);
    edgeColour[4 * i + 3] = columns.colour[4 * i + 3];
    const level = header.rings[columns.attention[i]];
    ring[i] = level ? 1 : 0;
    if (level) ringColour.set(level, 4 * i);
  }
  return {
    fill: { value: fill, size: 7 },
    edge: { value: edge, size: 7 },
    angle: { value: angle, size: 1 },
    colour: { value: columns.colour, size: 4, normalized: true },
    edgeColour: { value: edgeColour, size: 4, normalized: true },
    ring: { value: ring, size: 1 },
    ringColour: { value: ringColour, size: 4, normalized: true },
  };
}
