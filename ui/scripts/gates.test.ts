// @vitest-environment node
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { measure } from "./budget.mjs";

/* Each gate is shown one planted fault: a check that passes on everything is none. */

const planted: string[] = [];

afterEach(async () => {
  for (const path of planted.splice(0)) await rm(path, { recursive: true, force: true });
});

/** The rules that biome, under our own configuration, finds broken in each of the planted files. */
async function lint(files: Record<string, string>): Promise<Map<string, string[]>> {
  const root = await mkdtemp(join(tmpdir(), "lint-"));
  planted.push(root);
  const { vcs: _ignoreFiles, ...config } = JSON.parse(await readFile("biome.json", "utf8"));
  await writeFile(join(root, "biome.json"), JSON.stringify(config));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const biome = join(process.cwd(), "node_modules/.bin/biome");
  const { stdout } = spawnSync(biome, ["lint", "--reporter=github", "--max-diagnostics=none"], {
    cwd: root,
    encoding: "utf8",
  });
  const broken = new Map(Object.keys(files).map((path) => [path, [] as string[]]));
  for (const [, rule = "", file = ""] of stdout.matchAll(/title=lint\/\w+\/(\w+),file=([^,]+)/g)) {
    broken.get(relative(root, resolve(root, file)))?.push(rule);
  }
  return broken;
}

const use = (from: string) => `import { it } from "${from}";\n\nexport const used = it;\n`;

describe("the rules of imports and files", () => {
  it("refuse a feature that imports another or the app, and shared code that imports either", async () => {
    const broken = await lint({
      "src/feature/sync/sideways.ts": use("../run/run-list"),
      "src/feature/sync/around.ts": use("../../feature/run/run-list"),
      "src/feature/sync/up.ts": use("../../app/shell"),
      "src/part/feature.ts": use("../feature/run/run-list"),
      "src/api/live/app.ts": use("../../app/shell"),
    });
    for (const [path, rules] of broken) expect([path, rules]).toEqual([path, ["noRestrictedImports"]]);
  });

  it("hold in every feature there is, and let through what points the right way", async () => {
    const features = await readdir("src/feature");
    const right = ["./queries", "../../part/format", "../../api/live/patch", "../../testing/world"];
    const broken = await lint(
      Object.fromEntries(
        features.flatMap((feature) => [
          [`src/feature/${feature}/wrong.ts`, use("../another/thing")],
          ...right.map((from, n) => [`src/feature/${feature}/right-${n}.ts`, use(from)]),
        ]),
      ),
    );
    expect(features.length).toBeGreaterThan(1);
    for (const [path, rules] of broken) {
      expect([path, rules]).toEqual([path, path.endsWith("wrong.ts") ? ["noRestrictedImports"] : []]);
    }
  });

  it("refuse files that only hand on others, and names not in kebab-case", async () => {
    const broken = await lint({
      "src/part/index.ts": 'export { count } from "./format";\n',
      "src/part/StatusMark.tsx": "export const used = 1;\n",
    });
    expect(broken.get("src/part/index.ts")).toEqual(["noBarrelFile"]);
    expect(broken.get("src/part/StatusMark.tsx")).toEqual(["useFilenamingConvention"]);
  });
});

describe("the budget", () => {
  const page = (inside = "") =>
    `<meta name="style-nonce" content="__STYLE_NONCE__"><script type="module" src="/assets/a.js"></script>` +
    `<link rel="stylesheet" href="/assets/a.css">${inside}`;

  async function aBuild(files: Record<string, Buffer | string>, html = page()) {
    const dist = await mkdtemp(join(tmpdir(), "budget-"));
    planted.push(dist);
    await mkdir(join(dist, "assets"));
    await writeFile(join(dist, "index.html"), html);
    for (const [name, text] of Object.entries({ "a.js": "1", "a.css": "a{}", ...files })) {
      await writeFile(join(dist, "assets", name), text);
    }
    return dist;
  }

  it("is kept by a small build", async () => {
    expect((await measure(await aBuild({}))).broken).toEqual([]);
  });

  it("is broken by a large entry, style sheet or chunk", async () => {
    const dist = await aBuild({
      "a.js": randomBytes(230_000),
      "a.css": randomBytes(21_000),
      "b.js": randomBytes(61_000),
    });
    const { broken } = await measure(dist);
    expect(broken).toHaveLength(3);
    expect(broken[0]).toMatch(/^entry JS is 230\.\d kB gz, over 220$/);
  });

  it("refuses an inline script, and a page without a place for the nonce", async () => {
    expect((await measure(await aBuild({}, page("<script>1</script>")))).broken).toEqual([
      "index.html has an inline script",
    ]);
    const bare = '<script type="module" src="/assets/a.js"></script>';
    expect((await measure(await aBuild({}, bare))).broken).toEqual([
      "index.html has lost the place for the style nonce",
    ]);
  });

  it("does not pass on nothing", async () => {
    await expect(measure(await aBuild({}, "<p>"))).rejects.toThrow("there is nothing to measure");
  });
});
