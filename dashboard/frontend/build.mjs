// Builds ../static/map from src: `node build.mjs`. The result is committed, so that running the page needs no Node.

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
  legalComments: "none", // LICENSES.txt has all licences
  metafile: true,
  define: {
    "process.env.NODE_ENV": '"production"',
    // Streamlit's charts bring another deck.gl, and two versions that share a global refuse to load.
    "globalThis.deck": "globalThis.flightwatchDeck",
    "globalThis.luma": "globalThis.flightwatchLuma",
  },
});

// A test compares this hash with the sources, which detects an unbuilt change without Node.
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
