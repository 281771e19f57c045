// The legend of colours, shapes and rings.

import { shapeElement } from "./shapes.js";

/** @param entries from the packet's header: {words, colour, shape} or {words, ring} or {title} */
export function legendElement(entries) {
  return entries.map(({ title, words, colour, shape, ring }) => {
    const item = document.createElement("li");
    if (title) {
      item.className = "fw-map-legend-title";
      item.textContent = title;
      return item;
    }
    if (ring) {
      const mark = document.createElement("span");
      mark.className = "fw-map-legend-ring";
      mark.style.borderColor = ring;
      item.append(mark);
    } else {
      item.append(shapeElement(shape, colour, 16));
    }
    item.append(words);
    return item;
  });
}
