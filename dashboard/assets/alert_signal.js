// Signals new alerts while the page is in the background: by a sound and by a count in the tab's title.

const TITLE = "Flightwatch";
const [HERTZ, SECONDS, LOUDNESS] = [740, 0.45, 0.2];

let known = null; // ids of the alerts open at the last run; null while sound is off
let audio = null;
let title = TITLE;
const rewritten = new MutationObserver(writeTitle); // Streamlit rewrites the title with each page

export default function ({ data }) {
  const { ids, seen, sound, badge } = data; // ids: open alerts; seen: acknowledged ones
  title = badge && ids.length ? `(${ids.length}) ${TITLE}` : TITLE;
  writeTitle();
  rewritten.observe(document.head, { childList: true, subtree: true });
  if (sound && known && ids.some((id) => !known.has(id))) ring();
  known = sound ? new Set([...ids, ...seen]) : null;
  return () => rewritten.disconnect();
}

function writeTitle() {
  if (document.title !== title) document.title = title;
}

function ring() {
  audio ??= new AudioContext();
  audio.resume(); // browsers suspend it until the first click on the page
  const tone = new OscillatorNode(audio, { frequency: HERTZ });
  const volume = new GainNode(audio, { gain: LOUDNESS });
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + SECONDS);
}
