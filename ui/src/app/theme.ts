import { type CSSVariablesResolver, createTheme } from "@mantine/core";

const plain = {
  background: "var(--surface)",
  hover: "var(--hover)",
  color: "var(--ink)",
  border: "1px solid var(--edge)",
};
const bare = {
  background: "transparent",
  hover: "var(--hover)",
  color: "var(--ink-2)",
  border: "1px solid transparent",
};
const looks: Record<string, typeof plain> = {
  filled: {
    background: "var(--accent)",
    hover: "color-mix(in srgb, var(--accent) 88%, var(--ink))",
    color: "var(--on-accent)",
    border: "1px solid transparent",
  },
  subtle: bare,
  transparent: bare,
};

/** Mantine gives behaviour; every colour it draws is one of ours, so contrast is decided in base.css alone. */
export const theme = createTheme({
  fontFamily: "var(--sans)",
  fontFamilyMonospace: "var(--mono)",
  defaultRadius: 3,
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver: ({ variant }) => looks[variant] ?? plain,
});

const ours = {
  "--mantine-color-body": "var(--paper)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-2)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-error": "var(--failed)",
  "--mantine-color-default": "var(--surface)",
  "--mantine-color-default-hover": "var(--hover)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--edge)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-primary-color-filled": "var(--accent)",
  // A button that names no variant takes its colours from here, and would be Mantine's blue under the mouse.
  "--mantine-primary-color-filled-hover": "color-mix(in srgb, var(--accent) 88%, var(--ink))",
  "--mantine-primary-color-light": "var(--hover)",
};

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours });
