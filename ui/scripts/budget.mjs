import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/* What a first visit costs, in kB after gzip. A dependency that doubles it is noticed here, not by people on trains. */
export const limits = { entryJs: 220, entryCss: 20, chunk: 60 };

/** Measures a built folder; answers with the figures and with a sentence for each limit that is passed. */
export async function measure(dist) {
  const page = await readFile(join(dist, "index.html"), "utf8");
  const entryJs = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  const entryCss = [...page.matchAll(/href="\/(assets\/[^"]+\.css)"/g)].map((match) => match[1]);
  if (entryJs.length === 0) throw new Error(`${dist}/index.html names no script: there is nothing to measure`);
  const kB = async (file) => gzipSync(await readFile(join(dist, file)), { level: 9 }).length / 1000;
  const sum = async (files) => (await Promise.all(files.map(kB))).reduce((total, size) => total + size, 0);
  const figures = { entryJs: await sum(entryJs), entryCss: await sum(entryCss), chunks: [] };
  for (const name of await readdir(join(dist, "assets"))) {
    const file = `assets/${name}`;
    if (name.endsWith(".js") && !entryJs.includes(file)) figures.chunks.push({ file, size: await kB(file) });
  }
  return { ...figures, broken: broken(figures, page) };
}

function broken({ entryJs, entryCss, chunks }, page) {
  const sentences = [];
  if (entryJs > limits.entryJs) sentences.push(`entry JS is ${entryJs.toFixed(1)} kB gz, over ${limits.entryJs}`);
  if (entryCss > limits.entryCss) sentences.push(`entry CSS is ${entryCss.toFixed(1)} kB gz, over ${limits.entryCss}`);
  for (const { file, size } of chunks) {
    if (size > limits.chunk) sentences.push(`${file} is ${size.toFixed(1)} kB gz, over ${limits.chunk}`);
  }
  // The page's policy is script-src 'self': an inline script would not run at all.
  if (/<script(?![^>]*\ssrc=)[^>]*>/.test(page)) sentences.push("index.html has an inline script");
  if (!page.includes("__STYLE_NONCE__")) sentences.push("index.html has lost the place for the style nonce");
  return sentences;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { entryJs, entryCss, chunks, broken: sentences } = await measure(process.argv[2] ?? "dist");
  console.log(
    `entry JS ${entryJs.toFixed(1)} of ${limits.entryJs} kB gz, CSS ${entryCss.toFixed(1)} of ${limits.entryCss}`,
  );
  for (const { file, size } of chunks) console.log(`${file} ${size.toFixed(1)} of ${limits.chunk} kB gz`);
  for (const sentence of sentences) console.error(`over budget: ${sentence}`);
  if (sentences.length > 0) process.exitCode = 1;
}
