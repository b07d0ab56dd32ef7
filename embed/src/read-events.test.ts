import { expect, test } from "vitest";
import { readEvents } from "./read-events.js";

function body(...parts: string[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(bytes.encode(part));
      controller.close();
    },
  });
}

async function all(...parts: string[]) {
  const events = [];
  for await (const event of readEvents(body(...parts))) events.push(event);
  return events;
}

test("an event may come in pieces, cut anywhere", async () => {
  const whole = 'event: status\ndata: {"a":1}\n\nevent: status\ndata: {"a":2}\n\n';
  for (let cut = 1; cut < whole.length; cut++) {
    expect(await all(whole.slice(0, cut), whole.slice(cut))).toEqual([
      { name: "status", data: '{"a":1}' },
      { name: "status", data: '{"a":2}' },
    ]);
  }
});

test("comments and fields without a value say nothing", async () => {
  expect(await all(": beat\n\n", "data\n\n", "id: 4\n\n")).toEqual([{ name: "message", data: "" }]);
});

test("several data lines are one text, line ends of every kind", async () => {
  expect(await all("data: a\r\ndata:b\r\n\r\ndata: c\r\rdata: d\n\n")).toEqual([
    { name: "message", data: "a\nb" },
    { name: "message", data: "c" },
    { name: "message", data: "d" },
  ]);
});

test("what broke off in the middle is not told", async () => {
  expect(await all("data: a\n\ndata: half")).toEqual([{ name: "message", data: "a" }]);
});
