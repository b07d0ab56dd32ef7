import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useId } from "react";
import { ApiProblem } from "../../api/client";
import { tryOut, writeSettings } from "../../api/connections";
import type { Recipe, RecipeQuestion, TriedRows } from "../../api/model";
import { counted } from "../../part/format";
import { problemSentence } from "../../part/notice";
import css from "./recipe-fields.module.css";

export type Answers = Record<string, string>;

type Props = {
  connector: string;
  recipe: Recipe;
  answers: Answers;
  errors: ApiProblem["errors"];
  onChange: (answers: Answers) => void;
};

/** The connector's questions, as far as the answers make them matter, and the first rows that they bring. */
export function RecipeFields({ connector, recipe, answers, errors, onChange }: Props) {
  const look = useMutation({
    mutationFn: async (given: Answers) => tryOut(connector, await writeSettings(connector, given)),
  });
  const faults = [...errors, ...(look.error instanceof ApiProblem ? look.error.errors : [])];
  const others = faults.filter(({ pointer }) => !recipe.questions.some(({ name }) => pointer === `/answers/${name}`));
  return (
    <fieldset className={css.recipe}>
      <legend>{recipe.title}</legend>
      {recipe.questions
        .filter((question) => isAsked(question, answers, recipe))
        .map((question) => (
          <QuestionField
            key={question.name}
            question={question}
            value={answers[question.name] ?? ""}
            error={faults.find(({ pointer }) => pointer === `/answers/${question.name}`)?.detail}
            onChange={(value) => {
              look.reset();
              onChange({ ...answers, [question.name]: value });
            }}
          />
        ))}
      <div className={css.verbs}>
        <Button variant="default" size="sm" loading={look.isPending} onClick={() => look.mutate(answers)}>
          Try it
        </Button>
        <span className="second">The first rows are fetched once; nothing is kept.</span>
      </div>
      <div role="status" className={css.outcome}>
        {look.data && <Tried tried={look.data} />}
      </div>
      {look.error && (others.length > 0 || faults.length === 0) && (
        <div role="alert" className={css.problem}>
          {others.length > 0 ? others.map(({ detail }) => <p key={detail}>{detail}</p>) : problemSentence(look.error)}
        </div>
      )}
    </fieldset>
  );
}

function isAsked({ onlyAt, onlyFor }: RecipeQuestion, answers: Answers, recipe: Recipe): boolean {
  if (onlyAt === null) return true;
  const usual = recipe.questions.find(({ name }) => name === onlyAt)?.choices[0]?.value ?? "";
  return onlyFor.includes(answers[onlyAt] || usual);
}

type FieldProps = {
  question: RecipeQuestion;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

function QuestionField({ question, value, error, onChange }: FieldProps) {
  const { label, description, required, secret, choices } = question;
  const common = { label, description, required, error, size: "sm" as const, value };
  if (choices.length > 0) {
    return (
      <NativeSelect
        {...common}
        value={value || choices[0]?.value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={choices.map((choice) => ({ value: choice.value, label: choice.label }))}
      />
    );
  }
  if (secret) {
    return (
      <PasswordInput
        {...common}
        autoComplete="new-password"
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return <TextInput {...common} spellCheck={false} onChange={(event) => onChange(event.currentTarget.value)} />;
}

/** What came: the first rows, or why there are none. */
function Tried({ tried }: { tried: TriedRows }) {
  const caption = useId();
  if (tried.problem !== null) return <p className={css.problem}>{tried.problem}</p>;
  if (tried.rows.length === 0) {
    return (
      <p className={css.problem}>
        It answers, but no row was found there. Look at where the rows are in the answer, and at the path.
      </p>
    );
  }
  return (
    <>
      <p id={caption}>{`It works: the first ${counted(tried.rows.length, "row")} of “${tried.table}”.`}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={css.scroll} aria-labelledby={caption} tabIndex={0}>
        <table className={css.rows} aria-labelledby={caption}>
          <thead>
            <tr>
              {tried.fields.map((field) => (
                <th key={field} scope="col">
                  {field}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tried.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row that is only shown is nothing but its place
              <tr key={index}>
                {tried.fields.map((field) => (
                  <td key={field}>{row[field] ?? ""}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
