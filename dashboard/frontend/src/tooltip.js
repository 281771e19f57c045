// The tooltip of the aircraft or geofence under the pointer; set as text, never as HTML.

const POINTS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];

export function placeTooltip(element, { index, layer, x, y }, packet) {
  const lines = !packet || index < 0 ? [] : layer?.id === "aircraft" ? ofAircraft(packet, index) : ofFence(packet, layer, index);
  element.hidden = !lines.length;
  if (!lines.length) return;
  element.replaceChildren(
    ...lines.map(({ text, className }) => {
      const line = document.createElement("div");
      line.textContent = text;
      if (className) line.className = className;
      return line;
    }),
  );
  const { clientWidth: width, clientHeight: height } = element.parentElement;
  element.style.left = `${Math.min(x + 14, Math.max(width - element.offsetWidth - 6, 0))}px`;
  element.style.top = `${Math.min(y + 14, Math.max(height - element.offsetHeight - 6, 0))}px`;
}

function ofFence({ header }, layer, index) {
  const name = layer?.id === "fences" ? header.fences[index]?.properties.name : null;
  return name ? [{ text: `Your rule: ${name}` }] : [];
}

function ofAircraft({ header, columns, elapsed }, i) {
  const { texts, units } = header;
  const onGround = columns.ground[i] === 1;
  const words = [
    { text: texts.callsign[i] ?? "no callsign", className: "fw-map-name" },
    { text: `${texts.icao24[i]} · ${header.countries[columns.country[i]] ?? "country unknown"}` },
    { text: onGround ? "on the ground" : `Altitude ${altitude(columns.altitude[i], units)}` },
    { text: `Speed ${speed(columns.speed[i], units)}` },
    { text: `Vertical rate ${climb(columns.climb[i], units)}` },
    { text: `Track ${track(columns.track[i])}` },
    { text: `Last fix ${Math.round(columns.age[i] + elapsed())} s ago${header.pace && columns.carried[i] ? ", position estimated since" : ""}` },
  ];
  const flags = header.flags[i];
  if (flags) words.push({ text: flags, className: "fw-map-flag" });
  return words;
}

const unknown = "not reported";

function altitude(metres, { per_metre, altitude_unit }) {
  return Number.isNaN(metres) ? unknown : `${rounded(metres * per_metre)} ${altitude_unit}`;
}

function speed(ms, { per_ms, speed_unit }) {
  return Number.isNaN(ms) ? unknown : `${rounded(ms * per_ms)} ${speed_unit}`;
}

function climb(ms, { climb_per_ms, climb_unit, climb_decimals }) {
  if (Number.isNaN(ms)) return unknown;
  const way = ms > 0.5 ? "climbing" : ms < -0.5 ? "descending" : "level";
  return `${rounded(ms * climb_per_ms, climb_decimals)} ${climb_unit}, ${way}`;
}

function rounded(value, decimals = 0) {
  return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function track(degrees) {
  if (Number.isNaN(degrees)) return unknown;
  return `${Math.round(degrees)}° ${POINTS[Math.round(degrees / 45) % 8]}`;
}
