import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** A calm blue-green; shade 7 on white and shade 3 on dark pass WCAG AA for text. */
const petrol: MantineColorsTuple = [
  "#e6f6f8",
  "#cfeaee",
  "#a1d5dd",
  "#6fbfcb",
  "#46a8b7",
  "#25919f",
  "#107685",
  "#0b5c6b",
  "#084956",
  "#053640",
];

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 4 },
  colors: { petrol },
  autoContrast: true,
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace',
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { miw: 44 } },
    Table: { defaultProps: { verticalSpacing: "sm" } },
  },
});
