import { NativeSelect, TextInput } from "@mantine/core";
import type { OneWayProposal } from "../../api/model";
import { counted } from "../../part/format";
import table from "../../part/table.module.css";
import { MappingLine } from "./mapping-line";
import { fitOf, isThere, lineFault, type OneWayDraft, type OneWayLine } from "./one-way-draft";
import css from "./one-way-fields.module.css";
import { TransformFields } from "./transform-fields";

type Props = {
  draft: OneWayDraft;
  proposal: OneWayProposal;
  leftName: string;
  rightName: string;
  onChange: (draft: OneWayDraft) => void;
};

const typeWords: Record<string, string> = {
  text: "text",
  decimal: "number",
  boolean: "yes or no",
  date: "date",
  instant: "moment, with its zone",
  "local-date-time": "date and time, without a zone",
  choices: "list of texts",
  json: "JSON",
};

/** Every field of the source, the column that it fills and as what; what does not fit is said at the field. */
export function OneWayFields({ draft, proposal, leftName, rightName, onChange }: Props) {
  const change = (index: number, line: Partial<OneWayLine>) =>
    onChange({ ...draft, lines: draft.lines.map((old, at) => (at === index ? { ...old, ...line } : old)) });
  const synced = draft.lines.filter(({ on }) => on).length;
  return (
    <div>
      <p className="second">
        {`${counted(synced, "field")} synced. `}
        {proposal.looked > 0
          ? `Types are proposed from the first ${counted(proposal.looked, "row")}.`
          : "No row was looked at; types come from the source."}
      </p>
      <table className={`${table.table} ${css.table}`}>
        <caption className="hidden-words">Fields of the source and the columns that they fill</caption>
        <thead>
          <tr>
            <th scope="col" className={css.tick}>
              Sync
            </th>
            <th scope="col">{leftName}</th>
            <th scope="col" className={css.lineHead}>
              <span className="hidden-words">How they fit</span>
            </th>
            <th scope="col">{rightName}</th>
            <th scope="col">As</th>
            <th scope="col">What to know</th>
          </tr>
        </thead>
        <tbody>
          {draft.lines.map((line, index) => {
            const there = isThere(proposal, line.right);
            const fault = lineFault(line, draft, proposal);
            const fit = fitOf(line);
            return (
              <tr key={line.left}>
                <td className={css.tick}>
                  <input
                    type="checkbox"
                    aria-label={`Sync ${line.left}`}
                    checked={line.on}
                    onChange={(event) => change(index, { on: event.currentTarget.checked })}
                  />
                </td>
                <td className={css.end}>
                  <code>{line.left}</code>
                  <span className={css.type}>{typeWords[line.leftType] ?? line.leftType}</span>
                </td>
                <td className={css.line}>
                  <MappingLine
                    look={
                      !line.on ? "open" : fit?.level === "none" ? "unfit" : fit?.level === "some" ? "lossy" : "fits"
                    }
                    flow="to-right"
                    match={false}
                  />
                </td>
                <td className={css.end}>
                  <TextInput
                    size="xs"
                    aria-label={`Column for ${line.left}`}
                    aria-invalid={fault !== null}
                    list={`columns-of-${index}`}
                    value={line.right}
                    onChange={(event) => {
                      const right = event.currentTarget.value;
                      const column = proposal.columns.find(({ name }) => name === right);
                      change(index, { right, on: right.trim() !== "", ...(column && { type: column.type }) });
                    }}
                  />
                  <datalist id={`columns-of-${index}`}>
                    {proposal.columns
                      .filter(({ readOnly, name }) => !readOnly && name !== draft.rightKey)
                      .map(({ name }) => (
                        <option key={name} value={name} />
                      ))}
                  </datalist>
                </td>
                <td className={css.as}>
                  <NativeSelect
                    size="xs"
                    aria-label={`Type of ${line.left}`}
                    disabled={there}
                    value={line.type}
                    onChange={(event) => change(index, { type: event.currentTarget.value })}
                    data={line.fits.map(({ type }) => ({ value: type, label: typeWords[type] ?? type }))}
                  />
                </td>
                <td className={css.note}>
                  {fault ? (
                    <span role="alert" className={css.problem}>
                      {fault}
                    </span>
                  ) : (
                    line.on && (
                      <>
                        {fit?.note && <span data-look="lossy">{fit.note} </span>}
                        {!there && (proposal.exists ? "The column is added." : "")}
                      </>
                    )
                  )}
                  {line.on && (
                    <TransformFields
                      field={line.left}
                      draft={line.transforms}
                      onChange={(transforms) => change(index, { transforms })}
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
