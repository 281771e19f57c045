import { Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import css from "maplibre-gl/dist/maplibre-gl.css";

setWorkerUrl(new URL("./map_worker.js", import.meta.url).href); // the other entry point of build.mjs

export function openMap(container, style, onProblem) {
  const sheet = document.createElement("style");
  sheet.textContent = css;
  container.getRootNode().prepend?.(sheet);
  const map = new MapLibre({ container, style, interactive: false, attributionControl: { compact: true } });
  let styled = false;
  map.once("style.load", () => {
    styled = true;
  });
  // After the style has loaded, an error concerns a single tile, whose area stays empty.
  map.on("error", ({ error }) => (styled ? console.warn("map style:", error.message) : onProblem(error.message)));
  return map;
}
