import type { Run, Side, SideTally } from "../../api/model";
import { count, counted } from "../../part/format";
import table from "../../part/table.module.css";
import page from "./run-page.module.css";
import { TallyBar } from "./tally-bar";
import css from "./tally-table.module.css";

type Part = Exclude<keyof SideTally, "considered">;

/** In the order in which the first that fits is taken; together they are the rows considered. */
const parts: readonly Part[] = ["created", "updated", "deleted", "unchanged", "skipped", "conflict", "held", "failed"];

export function TallyTable({ run, left, right }: { run: Run; left: Side | undefined; right: Side | undefined }) {
  const sides = [
    { key: "left", name: sideName("Left", left), tally: run.tally.left },
    { key: "right", name: sideName("Right", right), tally: run.tally.right },
  ];
  return (
    <section className={css.section} aria-labelledby="tally">
      <div className={page.sectionHead}>
        <h2 id="tally">Rows</h2>
        <p className="second">Each row counts once on its side; the parts add up to the rows considered.</p>
      </div>
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">Rows of each side by what became of them</caption>
        <thead>
          <tr>
            <th scope="col">Side</th>
            <th scope="col" className={table.figure}>
              considered
            </th>
            {parts.map((part) => (
              <th key={part} scope="col" className={table.figure}>
                {part}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{sides.map(({ key, name, tally }) => tally && <SideRow key={key} name={name} tally={tally} />)}</tbody>
      </table>
    </section>
  );
}

function SideRow({ name, tally }: { name: string; tally: SideTally }) {
  const sum = parts.reduce((total, part) => total + tally[part], 0);
  return (
    <>
      <tr className={css.figures}>
        <th scope="row">{name}</th>
        <td className={table.figure} data-word="considered">
          <strong>{count(tally.considered)}</strong>
        </td>
        {parts.map((part) => (
          <td
            key={part}
            className={table.figure}
            data-part={part}
            data-word={part}
            data-zero={tally[part] === 0 || undefined}
          >
            {count(tally[part])}
          </td>
        ))}
      </tr>
      <tr className={css.picture}>
        <td colSpan={parts.length + 2}>
          <TallyBar tally={tally} label={name} />
          {sum !== tally.considered && (
            <p className={css.off}>{`${counted(Math.abs(tally.considered - sum), "row")} not told apart yet`}</p>
          )}
        </td>
      </tr>
    </>
  );
}

function sideName(side: string, of: Side | undefined): string {
  return of ? `${of.connection} · ${of.table}` : side;
}
