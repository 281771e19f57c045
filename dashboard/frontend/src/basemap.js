// A map style below the aircraft, if one is configured. MapLibre is loaded only then.

export class Basemap {
  /** `onProblem` is called when the style cannot be loaded; `problem` holds the reason. */
  constructor(parent, onProblem) {
    this._parent = parent;
    this._onProblem = onProblem;
    this._style = null;
    this.problem = null;
  }

  async show(style) {
    if (style === this._style) return;
    this._style = style;
    this._map?.remove();
    this._map = null;
    if (!style) return;
    const { openMap } = await import("./maplibre.js");
    this._map = openMap(this._parent, style, (problem) => {
      this.problem = problem;
      this._onProblem();
    });
    if (this._view) this.follow(this._view);
  }

  follow(view) {
    this._view = view;
    this._map?.jumpTo({ center: [view.longitude, view.latitude], zoom: view.zoom });
  }

  destroy() {
    this._map?.remove();
  }
}
