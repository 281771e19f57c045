// The entry point: Streamlit calls render when the map appears and again with each packet.

import { decodePacket } from "./packet.js";
import { SkyMap } from "./sky_map.js";

const maps = new WeakMap();

export function render({ parentElement, data, setTriggerValue, setStateValue }, assets) {
  let map = maps.get(parentElement);
  if (!map) {
    map = new SkyMap(parentElement, assets);
    maps.set(parentElement, map);
    globalThis.flightwatchMap = map; // for the browser's console, and for tests
  }
  map.update(decodePacket(data), (name, value) => (name === "clicked" ? setTriggerValue : setStateValue)(name, value));
  return () => {
    map.destroy();
    maps.delete(parentElement);
  };
}
