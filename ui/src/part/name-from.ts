/** A name for addresses and files, made from what a person calls a thing. */
export function nameFrom(title: string): string {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 63);
  return plain.replace(/-+$/, "");
}
