// How the map is moved by hand.

import { MapController } from "@deck.gl/core";

/** A page as narrow as a phone's, where the map leaves hardly a place beside it to scroll by; as in the style sheets. */
export const isNarrow = () => matchMedia("(max-width: 640px)").matches;

/** On a phone one finger is the page's own. */
export class HandController extends MapController {
  _onPanStart(event) {
    return event.pointerType === "touch" && isNarrow() ? false : super._onPanStart(event);
  }
}
