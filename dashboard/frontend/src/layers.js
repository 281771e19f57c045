// The map's deck.gl layers, from the airports at the bottom to the callsigns on top.

import { GeoJsonLayer, IconLayer, PathLayer, ScatterplotLayer, TextLayer } from "@deck.gl/layers";

const FONT = '"Source Sans", sans-serif';

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
 * The aircraft: coloured shapes with an edge for contrast, rings around those with an alert or a flag, and callsigns at
 * high zoom. An attribute stays the same typed array while its content is the same, so that deck.gl uploads only the
 * positions in each frame.
 */
export function aircraftLayers({ packet, attributes, positions, atlas, theme, sizes, selected, named }) {
  const { count, rings } = packet.header;
  const place = (index) => [positions.value[2 * index], positions.value[2 * index + 1]];
  return [
    new AircraftLayer({
      id: "aircraft",
      data: {
        length: count,
        attributes: {
          getPosition: positions,
          getAngle: attributes.angle,
          instanceIconDefs: attributes.shape,
          getColor: attributes.colour,
        },
      },
      iconAtlas: atlas.image,
      iconMapping: NO_MAPPING,
      sizeUnits: "common",
      getSize: 1,
      sizeMinPixels: sizes.least,
      sizeMaxPixels: sizes.most,
      pickable: true,
    }),
    new ScatterplotLayer({
      id: "rings",
      data: attributes.ringed,
      getPosition: place,
      radiusUnits: "pixels",
      getRadius: sizes.least * 0.72,
      filled: false,
      stroked: true,
      getLineColor: (index) => rings[packet.columns.attention[index]].colour,
      lineWidthUnits: "pixels",
      getLineWidth: (index) => rings[packet.columns.attention[index]].width,
      updateTriggers: { getPosition: positions },
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

/** Draws a shape and its edge in one pass: the atlas holds the share of the shape in red, the edge's shade in green. */
class AircraftLayer extends IconLayer {
  static layerName = "AircraftLayer";

  getShaders() {
    const shaders = super.getShaders();
    const tinted = "mix(texColor.rgb, vColor.rgb, vColorMode)";
    if (!shaders.fs.includes(tinted)) throw new Error("deck.gl's IconLayer has changed: its shader lacks the expected line");
    return { ...shaders, fs: shaders.fs.replace(tinted, "mix(vec3(texColor.g), vColor.rgb, texColor.r)") };
  }
}

/** The icons are set through instanceIconDefs instead of by name; deck.gl only checks whether this object is new. */
const NO_MAPPING = {};

/** The attributes of a packet that stay the same from frame to frame. */
export function aircraftAttributes({ columns, header }, atlas) {
  const { count } = header;
  const shape = new Float32Array(7 * count);
  const angle = new Float32Array(count);
  const ringed = [];
  for (let i = 0; i < count; i++) {
    shape.set(atlas.definitions[columns.shape[i]], 7 * i);
    angle[i] = Number.isNaN(columns.track[i]) ? 0 : -columns.track[i];
    if (header.rings[columns.attention[i]]) ringed.push(i);
  }
  return {
    shape: { value: shape, size: 7 },
    angle: { value: angle, size: 1 },
    colour: { value: columns.colour, size: 4, normalized: true },
    ringed,
  };
}
