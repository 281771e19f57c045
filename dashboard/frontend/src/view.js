// The views that the map can show.

export const ZOOM_LIMITS = { minZoom: 0.3, maxZoom: 14 };
const HIGHEST_LATITUDE = 85; // of a Mercator map

/** The view, its latitude limited to what a Mercator map can show; null when the position or zoom is impossible. */
export function possibleView({ zoom, latitude, longitude }) {
  if (![zoom, latitude, longitude].every(Number.isFinite)) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  if (zoom < ZOOM_LIMITS.minZoom || zoom > ZOOM_LIMITS.maxZoom) return null;
  return { zoom, latitude: Math.min(Math.max(latitude, -HIGHEST_LATITUDE), HIGHEST_LATITUDE), longitude };
}
