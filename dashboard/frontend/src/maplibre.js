import { Map as MapLibre } from "maplibre-gl";
import css from "maplibre-gl/dist/maplibre-gl.css";

export function openMap(container, style, onProblem) {
  const sheet = document.createElement("style");
  sheet.textContent = css;
  container.getRootNode().prepend?.(sheet);
  const map = new MapLibre({ container, style, interactive: false, attributionControl: { compact: true } });
  map.on("error", ({ error }) => onProblem(error.message));
  return map;
}
