/** Two values that both changed: a diamond, cut in the middle. */
export function ConflictMark() {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" style={{ flex: "none" }}>
      <path d="M5.2 1.4.8 6l4.4 4.6ZM6.8 1.4 11.2 6l-4.4 4.6Z" fill="var(--decide)" />
    </svg>
  );
}
