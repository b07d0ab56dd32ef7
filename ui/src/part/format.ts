/* Words, dates and figures are made here and nowhere else. */

const figure = new Intl.NumberFormat("en");

export function count(value: number): string {
  return figure.format(value);
}

/** "1 row", "5 rows". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const exactly = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});

export function clockTime(instant: string | number): string {
  return clock.format(new Date(instant));
}

/** "14:30" today, "Thu 02:00" within six days, "26 Nov, 02:00" otherwise. */
export function clockOrDay(instant: string, now: number): string {
  const at = new Date(instant);
  if (at.toDateString() === new Date(now).toDateString()) return clock.format(at);
  const near = Math.abs(at.getTime() - now) < 6 * 24 * 3_600_000;
  return near ? `${weekday.format(at)} ${clock.format(at)}` : `${day.format(at)}, ${clock.format(at)}`;
}

/** With seconds and the zone. */
export function exactTime(instant: string): string {
  return exactly.format(new Date(instant));
}

/** "48 s", "4 min 12 s", "2 h 05 min": how long something took. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** "21 min", "6 h", "3 d": how old something is, in the one unit that matters. */
export function age(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return "under 1 min";
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

export function ago(instant: string, now: number): string {
  const ms = now - Date.parse(instant);
  return ms < 60_000 ? "just now" : `${age(ms)} ago`;
}

export function until(instant: string, now: number): string {
  const ms = Date.parse(instant) - now;
  return ms < 60_000 ? "now" : `in ${age(ms)}`;
}

/** A field's value as one line of text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
