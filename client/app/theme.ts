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

/** Mantine's own green, orange and red are too light for text on white: shade 7 and, in the dark, shade 4 pass WCAG AA here. */
const green: MantineColorsTuple = [
  "#e9f7ef",
  "#d3efdf",
  "#a8dfbf",
  "#86d5a7",
  "#6fcf97",
  "#3fae6f",
  "#258b50",
  "#1b6e3c",
  "#15592f",
  "#0f4524",
];
const orange: MantineColorsTuple = [
  "#fff4e2",
  "#ffe8c4",
  "#ffd595",
  "#ffc66f",
  "#ffb84d",
  "#e08e12",
  "#b06a00",
  "#874e00",
  "#6d3f00",
  "#523000",
];
const red: MantineColorsTuple = [
  "#fdecec",
  "#fbd9d9",
  "#f7b5b5",
  "#ffa3a3",
  "#ff8f8f",
  "#e05252",
  "#c93030",
  "#ab1f1f",
  "#8c1919",
  "#6b1313",
];

export const theme = createTheme({
  primaryColor: "petrol",
  // The same in the dark: what is filled keeps white words on it (Mantine judges contrast by the light shade alone).
  primaryShade: 7,
  colors: { petrol, green, orange, red },
  autoContrast: true,
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", monospace',
  headings: { fontWeight: "650" },
  respectReducedMotion: true,
  components: {
    // The colour is the frame's; the words keep the text's contrast.
    Alert: {
      defaultProps: {
        styles: {
          title: { color: "var(--mantine-color-text)" },
          message: { color: "var(--mantine-color-text)" },
        },
      },
    },
    Badge: { defaultProps: { tt: "none" } },
    Button: { defaultProps: { miw: 44 } },
    Table: { defaultProps: { verticalSpacing: "sm" } },
  },
});
