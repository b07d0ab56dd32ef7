import { TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";

const settleMs = 200;

type Props = { label: string; value: string | undefined; onSettle: (value: string | undefined) => void };

/** The page's filter by text. "/" brings the focus here, Esc empties it. The settled text goes into the address. */
export function SearchBox({ label, value, onSettle }: Props) {
  const [text, setText] = useState(value ?? "");
  const [seen, setSeen] = useState(value);
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed by other means (Back, "Clear filter"): it wins over what is typed here.
  if (value !== seen) {
    setSeen(value);
    if ((value ?? "") !== text.trim()) setText(value ?? "");
  }
  useEffect(() => () => clearTimeout(settle.current), []);

  function change(next: string, delay = settleMs) {
    setText(next);
    clearTimeout(settle.current);
    settle.current = setTimeout(() => onSettle(next.trim() || undefined), delay);
  }

  return (
    <TextInput
      type="search"
      size="sm"
      w={{ base: "100%", xs: 220 }}
      aria-label={label}
      placeholder={`${label}   /`}
      data-filter=""
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        if (text) change("", 0);
        else event.currentTarget.blur();
      }}
    />
  );
}
