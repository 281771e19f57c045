// New alerts make themselves noticed while the page is not looked at: a sound, and their number in the tab's title.

const TITLE = "Flightwatch";
const [HERTZ, SECONDS, LOUDNESS] = [740, 0.45, 0.2];

let known = null; // ids of the alerts that were open last, as long as new ones are to be heard
let audio = null;
let title = TITLE;
const rewritten = new MutationObserver(writeTitle); // by Streamlit, with each page

export default function ({ data }) {
  const { ids, seen, sound, badge } = data; // those seen are acknowledged
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
  audio.resume(); // browsers hold it until something has been clicked
  const tone = new OscillatorNode(audio, { frequency: HERTZ });
  const volume = new GainNode(audio, { gain: LOUDNESS });
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + SECONDS);
}
