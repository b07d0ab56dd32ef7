import { valueText } from "./format";
import css from "./value-text.module.css";

type Props = { value: unknown; as?: "ins" | "del" | "span"; plain?: boolean };

/** A field's value: what goes is struck through, what comes is underlined, and an empty one says so. */
export function ValueText({ value, as: Tag = "span", plain }: Props) {
  if (value === null || value === undefined) return <span className={css.none}>empty</span>;
  const text = valueText(value);
  return (
    <Tag className={css.value} data-as={plain ? "span" : Tag}>
      {text === "" ? "“”" : text}
    </Tag>
  );
}
