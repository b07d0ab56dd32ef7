/** What a person typed, as the type that the field's other values have; a sentence when it cannot be one. */
export function givenValue(text: string, like: readonly unknown[]): { value: unknown } | { problem: string } {
  const example = like.find((value) => value !== null);
  const typed = text.trim();
  if (typed === "") return { value: null };
  if (typeof example === "number") {
    const figure = Number(typed.replaceAll(",", ""));
    return Number.isFinite(figure) ? { value: figure } : { problem: "This field holds a number, such as 12.5." };
  }
  if (typeof example === "boolean") {
    const word = typed.toLowerCase();
    if (["true", "yes"].includes(word)) return { value: true };
    return ["false", "no"].includes(word) ? { value: false } : { problem: "This field holds true or false." };
  }
  if (Array.isArray(example))
    return {
      value: typed
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    };
  return { value: text };
}
