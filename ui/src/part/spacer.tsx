import css from "./spacer.module.css";

/** The height of the rows of a long table that are not drawn, above or below those that are. */
export function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height === 0) return null;
  return (
    <tbody aria-hidden="true" className={css.spacer}>
      <tr>
        <td colSpan={columns} ref={(cell) => cell?.style.setProperty("height", `${height}px`)} />
      </tr>
    </tbody>
  );
}
