import { mkdir, readFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { preview } from "vite";

/*
 * Pictures of the built pages over the fake API, under the real Content-Security-Policy: `npm run build`, then
 * `npm run shots [name…]`. Anything the browser complains about is printed, and ends the script with a failure.
 */
const wanted = process.argv.slice(2);
const axe = await readFile("node_modules/axe-core/axe.min.js", "utf8");
const faults = { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] };
const out = "target/shots";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const settled = (page) => page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));

const shots = {
  overview: { path: "/" },
  palette: {
    path: "/",
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").fill("cl");
    },
  },
  sync: { path: "/syncs/clients" },
  "sync-rows": { path: "/syncs/contacts/rows?row=recA1" },
  "sync-mapping": { path: "/syncs/contacts/mapping" },
  "sync-schedule": { path: "/syncs/contacts/schedule" },
  "sync-settings": { path: "/syncs/contacts/settings" },
  "create-sync": { path: "/create-sync?left=airtable&leftTable=Contacts&right=sheets&rightTable=Contacts" },
  "create-sync-cost": {
    path: "/create-sync?left=airtable&leftTable=Contacts&right=sheets&rightTable=Contacts",
    act: async (page) => {
      await page.getByRole("button", { name: "Change the values of Name" }).click();
      await page.getByRole("button", { name: "Map a value" }).click();
      await page.getByLabel("Runs", { exact: true }).selectOption("5m");
      await page.getByRole("region", { name: "Forecast of calls" }).waitFor();
    },
  },
  conflicts: { path: "/conflicts" },
  "conflicts-none": { path: "/conflicts?state=settled" },
  connections: { path: "/connections" },
  jobs: { path: "/jobs" },
  audit: { path: "/audit" },
  connection: {
    path: "/connections/airtable",
    act: async (page) => {
      await page.getByRole("button", { name: "Test this connection" }).click();
      await page.getByText("The certificate is in order.").waitFor();
    },
  },
  "create-connection": {
    path: "/create-connection",
    act: (page) => page.getByRole("radio", { name: "Airtable" }).check(),
  },
  "create-connection-recipe": {
    path: "/create-connection",
    act: async (page) => {
      await page.getByRole("radio", { name: "Http" }).check();
      await page.getByLabel("Base address").fill("https://api.partner.example/v1");
      await page.getByLabel("Path of the rows").fill("clients");
      await page.getByLabel("Sign-in").selectOption("header");
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByText("ada@mail.example").waitFor();
      await page.getByRole("button", { name: "Try it" }).scrollIntoViewIfNeeded();
    },
  },
  syncs: { path: "/syncs" },
  "syncs-started": {
    path: "/syncs",
    act: async (page) => {
      await page.getByRole("button", { name: "Sync Clients", exact: true }).click();
      await page.getByText("of 1,353 read").first().waitFor();
    },
  },
  "syncs-ended": {
    path: "/syncs",
    act: async (page) => {
      await page.getByRole("button", { name: "Sync Clients", exact: true }).click();
      await page.getByRole("button", { name: "Dismiss run 4222" }).waitFor({ timeout: 15_000 });
      await page.getByRole("slider", { name: /^Inventory/ }).focus();
      await page.keyboard.press("ArrowLeft");
    },
  },
  "syncs-menu": {
    path: "/syncs",
    act: async (page) => {
      await page.getByRole("button", { name: "More for Inventory" }).click();
      await page.getByRole("menuitem", { name: "Dry run" }).waitFor();
    },
  },
  "syncs-empty": { path: "/syncs?q=nothing&state=late" },
  keys: {
    path: "/syncs",
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
    },
  },
  runs: { path: "/runs" },
  "runs-filter": {
    path: "/runs?status=failed",
    act: async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("by");
      await page.getByRole("option", { name: "by:", exact: false }).first().waitFor();
    },
  },
  "runs-times": {
    path: "/runs?span=month",
    act: async (page) => {
      const strip = page.getByRole("slider", { name: /^Runs over/ });
      await strip.focus();
      for (const key of ["Home", "ArrowRight", "Shift+End", "Shift+ArrowLeft", "Enter"]) await page.keyboard.press(key);
      await page.getByRole("button", { name: "Show all times" }).waitFor();
    },
  },
  "run-partial": { path: "/runs/4217" },
  "run-changes": {
    path: "/runs/4217",
    act: (page) => page.getByRole("heading", { name: "Changes" }).evaluate((head) => head.scrollIntoView()),
  },
  "run-held": { path: "/runs/4220" },
  "run-failed": { path: "/runs/4216" },
  "run-running": { path: "/runs/4221" },
  "run-dry": { path: "/runs/4214" },
  "run-none": { path: "/runs/1" },
  "sign-in": {
    path: "/sign-in",
    act: async (page) => {
      await page.getByLabel("Email").fill("mira@wellness.example");
      await page.getByLabel("Password", { exact: true }).fill("wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  settings: { path: "/settings" },
  "settings-people": { path: "/settings/people" },
  "settings-invited": {
    path: "/settings/people",
    act: async (page) => {
      await page.getByLabel("Email").fill("ada@wellness.example");
      await page.getByRole("button", { name: "Make the link" }).click();
      await page.getByRole("button", { name: "I have it" }).waitFor();
      await page.getByLabel("Role of Sven Lindqvist").selectOption("viewer");
    },
  },
  "settings-tokens": { path: "/settings/tokens?show=all" },
  "settings-account": { path: "/settings/account" },
  "settings-embed": { path: "/settings/embed?sync=brands" },
  "settings-about": { path: "/settings/about" },
  "settings-forbidden": {
    path: "/sign-in?next=%2Fsettings%2Fpeople",
    act: async (page) => {
      await page.getByLabel("Email").fill("viewer@wellness.example");
      await page.getByLabel("Password", { exact: true }).fill("right");
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText(/^You are a viewer/).waitFor();
    },
  },
  invite: { path: "/invite#token=abc", act: (page) => page.getByLabel("Name").waitFor() },
  password: { path: "/password#token=abc" },
  setup: { path: "/setup#token=abc" },
  link: { path: "/link#token=abc" },
};

const sizes = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 1500 }, colorScheme: "light", hasTouch: true, isMobile: true },
};

await mkdir(out, { recursive: true });
let complaints = 0;
for (const [size, options] of Object.entries(sizes)) {
  const context = await browser.newContext({ ...options, timezoneId: "Europe/Berlin" });
  for (const [name, shot] of Object.entries(shots)) {
    if (wanted.length > 0 && !wanted.some((want) => `${name}-${size}`.startsWith(want))) continue;
    const page = await context.newPage();
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type()) || /status of (401|404)/.test(message.text())) return;
      complaints++;
      console.error(`${name}-${size}: ${message.text()}`);
    });
    page.on("pageerror", (error) => {
      complaints++;
      console.error(`${name}-${size}: ${error.message}`);
    });
    // A server each: its fake world begins anew, whatever the picture before has pressed.
    const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
    await page.goto(`http://127.0.0.1:${server.httpServer.address().port}${shot.path}`);
    await page.locator("h1").first().waitFor();
    await settled(page);
    await shot.act?.(page);
    await page.waitForTimeout(250);
    await page.evaluate(axe);
    const { violations } = await page.evaluate((options) => globalThis.axe.run(options), faults);
    for (const { id, nodes } of violations) {
      complaints++;
      console.error(`${name}-${size}: ${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
    }
    const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
    if (scrollWidth > clientWidth) {
      complaints++;
      console.error(`${name}-${size}: scrolls sideways, ${scrollWidth} in ${clientWidth}`);
    }
    await page.screenshot({ path: `${out}/${name}-${size}.png` });
    await page.close();
    server.httpServer.closeAllConnections();
    await server.close();
  }
  await context.close();
}
await browser.close();
console.log(`pictures in ${out}`);
process.exit(complaints > 0 ? 1 : 0);
