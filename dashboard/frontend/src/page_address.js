// What of the map is in the page's address, so that a view can be shared: ?map=zoom/latitude/longitude&aircraft=icao24

const PLACES = 4;

export function viewFromAddress(address) {
  const text = new URL(address).searchParams.get("map") ?? "";
  const [zoom, latitude, longitude] = text.split("/").map(Number);
  const sound = text.split("/").length === 3 && [zoom, latitude, longitude].every(Number.isFinite);
  if (!sound || Math.abs(latitude) > 85 || Math.abs(longitude) > 180 || zoom < 0 || zoom > 20) return null;
  return { zoom, latitude, longitude };
}

/** The address with this view (and aircraft, or none) in it; everything else in it stays. */
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
