// Moves the map by mouse, finger and keyboard.

import { MapController } from "@deck.gl/core";

/** Whether the page is as narrow as a phone's, where the map leaves little room to scroll beside it; as in the CSS. */
export const isNarrow = () => matchMedia("(max-width: 640px)").matches;

/** On a phone, one finger scrolls the page instead of the map. */
export class HandController extends MapController {
  _onPanStart(event) {
    return event.pointerType === "touch" && isNarrow() ? false : super._onPanStart(event);
  }
}
