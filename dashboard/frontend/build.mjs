// Builds ../static/map from src: `node build.mjs`. What it makes is committed, so that nobody needs Node to run the page.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

import { build } from "esbuild";

const OUT = "../static/map";

rmSync(OUT, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { sky_map: "src/index.js", map_worker: "maplibre-gl/dist/maplibre-gl-worker.mjs" },
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  loader: { ".css": "text" },
  legalComments: "none", // all licences are in LICENSES.txt
  metafile: true,
  define: {
    "process.env.NODE_ENV": '"production"',
    // Streamlit's own charts bring another deck.gl, and two versions refuse each other where they share a global.
    "globalThis.deck": "globalThis.flightwatchDeck",
    "globalThis.luma": "globalThis.flightwatchLuma",
  },
});

// A test compares this with the sources: a change that was not built is noticed without Node.
const sources = ["package-lock.json", ...readdirSync("src").sort().map((name) => `src/${name}`)];
const hash = createHash("sha256");
for (const source of sources) hash.update(readFileSync(source));
writeFileSync(`${OUT}/sources.sha256`, `${hash.digest("hex")}\n`);

const packages = Object.keys(metafile.inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
const licences = [...new Set(packages.filter(Boolean))].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, "utf8").trim() : ""}\n`;
});
writeFileSync(`${OUT}/LICENSES.txt`, licences.join(`\n${"-".repeat(80)}\n\n`));
