// @vitest-environment node
import { describe, expect, it } from "vitest";
import { parseFilter, suggest } from "./run-filter";

const known = {
  syncs: [
    { name: "clients", title: "Clients" },
    { name: "rates-eur", title: "Exchange rates" },
  ],
  people: ["Mira Okafor"],
};
const words = (text: string) => suggest(text, known).map((suggestion) => suggestion.words);

describe("the words of the filter", () => {
  it.each([
    ["status:failed", { status: "failed" }],
    ["STATUS:Waiting", { status: "pending" }],
    ['sync:"Exchange rates" by:"Mira Okafor"', { sync: "rates-eur", by: "Mira Okafor" }],
    ["sync:gone reason:429", { sync: "gone", reason: "429" }],
    ["status:partial status:failed", { status: "failed" }],
  ])("%s is understood", (text, filter) => {
    expect(parseFilter(text, known)).toEqual(filter);
  });

  it.each(["", "status:", "status:nonsense", "failed", "status:failed and", 'by:"'])("%s is no condition", (text) => {
    expect(parseFilter(text, known)).toBeNull();
  });

  it("begins with what can be asked for", () => {
    expect(words("")).toEqual(["sync:", "status:", "by:", "reason:"]);
  });

  it("suggests the values of what is asked for", () => {
    expect(words("status:fa")).toEqual(["status:failed"]);
    expect(words("sync:exch")).toEqual(["sync:rates-eur"]);
    expect(words("by:mi")).toEqual(['by:"Mira Okafor"', "by:mi"]);
    expect(words("by:schedule")).toEqual(["by:schedule"]);
    expect(words('reason:"too many"')).toEqual(['reason:"too many"']);
  });

  it("suggests what a bare word may mean", () => {
    expect(words("cli")).toEqual(["sync:clients", "reason:cli"]);
    expect(words("s")).toContain("status:");
    expect(words("okafor")).toEqual(['by:"Mira Okafor"', "reason:okafor"]);
  });
});
