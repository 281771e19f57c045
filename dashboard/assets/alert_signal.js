// New alerts make themselves noticed while the page is not looked at: a sound, and their number in the tab's title.

const TITLE = "Flightwatch";
const [HERTZ, SECONDS, LOUDNESS] = [740, 0.45, 0.2];

let known = null; // ids of the alerts told of last
let audio = null;

export default function ({ data }) {
  const { ids, sound, badge } = data;
  document.title = badge && ids.length ? `(${ids.length}) ${TITLE}` : TITLE;
  const isNew = known !== null && ids.some((id) => !known.has(id));
  known = new Set(ids);
  if (sound && isNew) ring();
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
