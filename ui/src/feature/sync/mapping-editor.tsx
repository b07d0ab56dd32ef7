import { NativeSelect } from "@mantine/core";
import type { Proposal } from "../../api/model";
import { counted } from "../../part/format";
import table from "../../part/table.module.css";
import type { Draft, DraftField } from "./mapping-draft";
import { draftProblems, lookOfField } from "./mapping-draft";
import css from "./mapping-editor.module.css";
import { MappingLine } from "./mapping-line";
import { TransformFields } from "./transform-fields";
import { transformDraftOf, transformsOf } from "./transforms";

type Props = {
  draft: Draft;
  proposal: Proposal | undefined;
  leftName: string;
  rightName: string;
  /** Absent: it is only looked at. */
  onChange?: ((draft: Draft) => void) | undefined;
};

/** Fields of two tables side by side, with a line for each pair: how well the two fit is how the line is drawn. */
export function MappingEditor({ draft, proposal, leftName, rightName, onChange }: Props) {
  const problems = onChange ? draftProblems(draft) : [];
  const synced = draft.fields.filter((field) => field.on).length;
  const bound = new Set(draft.fields.map((field) => field.right));
  const free = proposal?.rightAlone.filter((field) => !bound.has(field.name)) ?? [];
  const used = new Set(draft.fields.filter((field) => field.on).map((field) => field.left));
  const lone = proposal?.leftAlone.filter((field) => !used.has(field.name)) ?? [];
  const sources = [
    ...(proposal?.fields.map(({ left, leftType }) => ({ name: left, type: leftType })) ?? []),
    ...(proposal?.leftAlone ?? []),
  ];
  const change = (index: number, field: Partial<DraftField>) =>
    onChange?.({ ...draft, fields: draft.fields.map((old, at) => (at === index ? { ...old, ...field } : old)) });
  return (
    <div>
      <p className={css.summary}>
        {counted(synced, "field")} synced
        {problems.map((problem) => (
          <span key={problem} className={css.problem}>
            {problem}
          </span>
        ))}
      </p>
      <table className={`${table.table} ${css.table}`} data-editing={onChange ? "" : undefined}>
        <caption className="hidden-words">Fields of both tables and how they are bound</caption>
        <thead>
          <tr>
            {onChange && (
              <th scope="col" className={css.tick}>
                Sync
              </th>
            )}
            <th scope="col" className={css.end}>
              {leftName}
            </th>
            <th scope="col" className={css.lineHead}>
              <span className="hidden-words">How they fit</span>
            </th>
            <th scope="col" className={css.end}>
              {rightName}
            </th>
            <th scope="col" className={css.key}>
              Match key
            </th>
            <th scope="col">What to know</th>
          </tr>
        </thead>
        <tbody>
          {draft.fields.map((field, index) => (
            <tr key={`${field.right}:${field.leftType}`} data-look={lookOfField(field)}>
              {onChange && (
                <td className={css.tick}>
                  <input
                    type="checkbox"
                    aria-label={`Sync ${field.right}`}
                    checked={field.on}
                    disabled={field.flow === null || field.left === ""}
                    onChange={(event) => change(index, { on: event.currentTarget.checked })}
                  />
                </td>
              )}
              <td className={css.end}>
                {onChange && sources.length > 0 ? (
                  <NativeSelect
                    size="xs"
                    aria-label={`Source of ${field.right}`}
                    value={field.left}
                    onChange={(event) => {
                      const left = event.currentTarget.value;
                      const type = sources.find(({ name }) => name === left)?.type ?? "";
                      const known = proposal?.fields.find((pair) => pair.left === left && pair.right === field.right);
                      change(index, {
                        left,
                        leftType: type,
                        on: left !== "" && (known ? known.flow !== null : true),
                        flow: known ? (known.flow as DraftField["flow"]) : "both",
                        note: known ? known.note : "Whether the two types fit is looked at when you save.",
                      });
                    }}
                    data={[
                      { value: "", label: "not synced" },
                      ...sources.map(({ name }) => ({ value: name, label: name })),
                    ]}
                  />
                ) : (
                  <Field name={field.left} type={field.leftType} />
                )}
              </td>
              <td className={css.line}>
                <MappingLine
                  look={lookOfField(field)}
                  flow={draft.direction === "both" ? (field.flow ?? "both") : draft.direction}
                  match={draft.match === field.right}
                />
              </td>
              <td className={css.end}>
                <Field name={field.right} type={field.rightType} />
              </td>
              <td className={css.key}>
                {onChange ? (
                  <input
                    type="radio"
                    name="match"
                    aria-label={`Rows find each other by ${field.right}`}
                    checked={draft.match === field.right}
                    disabled={!field.on}
                    onChange={() => onChange({ ...draft, match: field.right })}
                  />
                ) : (
                  draft.match === field.right && "key"
                )}
              </td>
              <td className={css.note}>
                {field.note}
                {onChange && field.on && <Transforms field={field} onChange={(extra) => change(index, { extra })} />}
              </td>
            </tr>
          ))}
          {free.map((field) => (
            <tr key={`right ${field.id}`} data-look="open">
              {onChange && <td className={css.tick} />}
              <td className={css.end}>
                {onChange && !field.readOnly && sources.length > 0 ? (
                  <NativeSelect
                    size="xs"
                    aria-label={`Source of ${field.name}`}
                    value=""
                    onChange={(event) => {
                      const left = event.currentTarget.value;
                      if (left === "") return;
                      const bind: DraftField = {
                        left,
                        right: field.name,
                        flow: "both",
                        note: "Whether the two types fit is looked at when you save.",
                        leftType: sources.find(({ name }) => name === left)?.type ?? "",
                        rightType: field.type,
                        on: true,
                        extra: {},
                      };
                      onChange({ ...draft, fields: [...draft.fields, bind] });
                    }}
                    data={[
                      { value: "", label: "not synced" },
                      ...sources.map(({ name }) => ({ value: name, label: name })),
                    ]}
                  />
                ) : (
                  <span className="pale">not synced</span>
                )}
              </td>
              <td className={css.line}>
                <MappingLine look="open" flow="to-right" match={false} />
              </td>
              <td className={css.end}>
                <Field name={field.name} type={field.type} />
              </td>
              <td className={css.key} />
              <td className={css.note}>{field.readOnly && "Its system works it out, so nothing is written to it."}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {lone.length > 0 && (
        <p className="second">{`Only on the left, not synced: ${lone.map(({ name }) => name).join(", ")}.`}</p>
      )}
    </div>
  );
}

type TransformsProps = { field: DraftField; onChange: (extra: DraftField["extra"]) => void };

function Transforms({ field, onChange }: TransformsProps) {
  const { transforms: stored, ...rest } = field.extra;
  const draft = transformDraftOf(stored);
  if (!draft) return <p>Its values are changed on their way; how is set in the definition.</p>;
  return (
    <TransformFields
      field={field.right}
      draft={draft}
      onChange={(next) => {
        const transforms = transformsOf(next);
        onChange({ ...rest, ...(transforms.length > 0 && { transforms }) });
      }}
    />
  );
}

function Field({ name, type }: { name: string; type: string }) {
  if (name === "") return <span className="pale">not synced</span>;
  return (
    <>
      <code>{name}</code>
      {type && <span className={css.type}>{type}</span>}
    </>
  );
}
