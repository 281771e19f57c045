// The views that the map can show.

export const ZOOM_LIMITS = { minZoom: 0.3, maxZoom: 14 };
export const HIGHEST_LATITUDE = 85; // of a Mercator map

/** The view, its latitude limited to what a Mercator map can show; null when the position or zoom is impossible. */
export function possibleView({ zoom, latitude, longitude }) {
  if (![zoom, latitude, longitude].every(Number.isFinite)) return null;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  if (zoom < ZOOM_LIMITS.minZoom || zoom > ZOOM_LIMITS.maxZoom) return null;
  return { zoom, latitude: Math.min(Math.max(latitude, -HIGHEST_LATITUDE), HIGHEST_LATITUDE), longitude };
}

/** Whether a place is inside bounds (west, south, east, north); west and east may lie beyond the antimeridian. */
export function isInside([west, south, east, north], longitude, latitude) {
  return latitude > south && latitude < north && (((longitude - west) % 360) + 360) % 360 < east - west;
}

/** Bounds with as much again on each side. */
export function widened([west, south, east, north]) {
  return [2 * west - east, 2 * south - north, 2 * east - west, 2 * north - south];
}
