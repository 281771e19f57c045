// Land, graticule and country names below the aircraft, on a separate canvas that is redrawn only when the map moves.

import { Deck, MapView } from "@deck.gl/core";

import { worldLayers } from "./layers.js";

export class Outlines {
  constructor(parent, view) {
    this._world = { land: { type: "FeatureCollection", features: [] }, names: [] };
    this._deck = new Deck({ parent, views: new MapView({ repeat: true }), controller: false, viewState: view });
  }

  /** `land` is the GeoJSON of the countries. */
  take(land) {
    this._world = { land, names: namesOf(land) };
    this._drawn = null;
  }

  /** Draw in the theme's colours; without a theme, draw nothing. */
  show(theme, zoom) {
    const looks = JSON.stringify([theme, Math.round(4 * zoom)]); // the zoom decides which lines and names are shown
    if (looks === this._drawn) return;
    this._drawn = looks;
    this._deck.setProps({ layers: theme ? worldLayers(this._world, theme, zoom) : [] });
  }

  follow(view) {
    const { longitude, latitude, zoom } = view;
    this._deck.setProps({ viewState: { longitude, latitude, zoom } });
  }

  destroy() {
    this._deck.finalize();
  }
}

/** The countries' names, sized by the square root of the area so that large countries are named first. */
function namesOf(land) {
  return land.features.map(({ properties: { label, name, area } }) => ({
    at: label,
    text: name,
    size: Math.min(Math.max(Math.sqrt(area) / 12, 0.4), 0.8),
  }));
}
