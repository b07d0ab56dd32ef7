import { Link } from "@tanstack/react-router";
import css from "./filter-line.module.css";

type Choice<T extends string> = { value: T | undefined; word: string };
type Props<T extends string> = {
  label: string;
  param: string;
  chosen: T | undefined;
  choices: readonly Choice<T>[];
};

/** One choice of a list's filter, as links: the filter is in the address, so it survives a refresh and can be sent. */
export function FilterLine<T extends string>({ label, param, chosen, choices }: Props<T>) {
  return (
    <nav className={css.line} aria-label={label}>
      {choices.map(({ value, word }) => (
        <Link
          key={word}
          to="."
          search={((old: Record<string, unknown>) => ({ ...old, [param]: value })) as never}
          className={css.choice}
          aria-current={chosen === value ? "true" : undefined}
        >
          {word}
        </Link>
      ))}
    </nav>
  );
}
