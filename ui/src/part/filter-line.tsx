import { Link } from "@tanstack/react-router";
import css from "./filter-line.module.css";

type Choice<T extends string> = { value: T | undefined; word: string };
type Props<T extends string> = {
  label: string;
  param: string;
  choices: readonly Choice<T>[];
};

/** One choice of a list's filter, as links: the filter is in the address, so it survives a refresh and can be sent. */
export function FilterLine<T extends string>({ label, param, choices }: Props<T>) {
  return (
    <nav className={css.line} aria-label={label}>
      {choices.map(({ value, word }) => (
        <Link
          key={word}
          to="."
          search={((old: Record<string, unknown>) => ({ ...old, [param]: value })) as never}
          className={css.choice}
          // Without this a choice that takes the filter away would count as chosen beside any other.
          activeOptions={{ exact: true }}
        >
          {word}
        </Link>
      ))}
    </nav>
  );
}
