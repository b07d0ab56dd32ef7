import type { Flow, LineLook } from "./mapping-draft";
import css from "./mapping-editor.module.css";

const looks: Record<LineLook, string> = {
  fits: "fits",
  lossy: "loses something",
  unfit: "does not fit",
  open: "not bound",
};
const ways: Record<Flow, string> = { both: "both ways", "to-right": "to the right", "to-left": "to the left" };

/** Solid fits, thick is the match key, dashed loses something, crossed does not fit, a dotted open end is not bound. */
export function MappingLine({ look, flow, match }: { look: LineLook; flow: Flow; match: boolean }) {
  const bound = look === "fits" || look === "lossy";
  const words = bound ? `${looks[look]}, ${ways[flow]}${match ? ", match key" : ""}` : looks[look];
  return (
    <svg
      className={css.connector}
      viewBox="0 0 96 16"
      width="96"
      height="16"
      role="img"
      aria-label={words}
      data-look={look}
      data-match={match}
    >
      <path d={look === "open" ? "M48 8H94" : "M2 8H94"} className={css.wire} />
      {look === "open" && <circle cx="46" cy="8" r="3" className={css.endDot} />}
      {look === "unfit" && <path d="M42 2l12 12m0-12L42 14" className={css.cross} />}
      {bound && flow !== "to-left" && <path d="M88 4l6 4-6 4" className={css.head} />}
      {bound && flow !== "to-right" && <path d="M8 4 2 8l6 4" className={css.head} />}
    </svg>
  );
}
