/** The nonce of this page's style-src, which the server put into the head; none where nobody replaced the placeholder. */
export function styleNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "";
  return nonce.startsWith("__") ? "" : nonce;
}
