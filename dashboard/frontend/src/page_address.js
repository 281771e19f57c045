// Keeps the view in the page's address, so that it can be shared: ?map=zoom/latitude/longitude&aircraft=icao24

import { possibleView } from "./view.js";

const PLACES = 4;

export function viewFromAddress(address) {
  const text = new URL(address).searchParams.get("map") ?? "";
  const parts = text.split("/");
  const [zoom, latitude, longitude] = parts.map(Number);
  return parts.length === 3 ? possibleView({ zoom, latitude, longitude }) : null;
}

/** The address with this view and aircraft (null removes it); its other parameters stay. */
export function addressWith(address, { view, aircraft }) {
  const url = new URL(address);
  if (view) {
    const place = [view.zoom.toFixed(2), view.latitude.toFixed(PLACES), view.longitude.toFixed(PLACES)];
    url.searchParams.set("map", place.join("/"));
  }
  if (aircraft) url.searchParams.set("aircraft", aircraft);
  else if (aircraft === null) url.searchParams.delete("aircraft");
  return url.href.replaceAll("%2F", "/");
}
