import { describe, expect, it } from "vitest";
import { createI18n, RESOURCES } from "./index.ts";
import { typesetFrench, unbroken } from "./typeset.ts";

type Texts = { readonly [key: string]: string | Texts };
const textsOf = (texts: Texts): string[] =>
  Object.values(texts).flatMap((text) => (typeof text === "string" ? [text] : textsOf(text)));

const NBSP = "\u00a0";
const NARROW = "\u202f";

describe("French typography", () => {
  it.each([
    ["Pas de compte ? Adressez-vous", `Pas de compte${NARROW}? Adressez-vous`],
    ["Attention ! La base ; les données", `Attention${NARROW}! La base${NARROW}; les données`],
    ["Cause : {{cause}}", `Cause${NBSP}: {{cause}}`],
    ["Supprimer « {{name}} » ?", `Supprimer «${NBSP}{{name}}${NBSP}»${NARROW}?`],
    ["après « Validation ».", `après «${NBSP}Validation${NBSP}».`],
    ["{{value}} % de 12 Mo en 40 s", `{{value}}${NBSP}% de 12${NBSP}Mo en 40${NBSP}s`],
    ["{{h}} h {{m}} min", `{{h}}${NBSP}h {{m}}${NBSP}min`],
    ["< 1 s", `<${NBSP}1${NBSP}s`],
    ["Version {{version}}, reprise n° 3", `Version${NBSP}{{version}}, reprise n°${NBSP}3`],
  ])("keeps the space of %j on its line", (text, expected) => {
    expect(typesetFrench(text)).toBe(expected);
  });

  it.each([
    "scp {{file}} compte@{{host}}:{{directory}}/",
    "https://example.org/a?b=1 C:\\data a::b 12:30",
    "{{count}} membres, 3 h-là",
    "version suivante",
    "une option sans espace: aucune",
  ])("leaves %j as it is, apart from units", (text) => {
    expect(typesetFrench(text).replaceAll(NBSP, " ")).toBe(text);
    expect([...typesetFrench(text)]).toHaveLength([...text].length);
  });

  it("changes nothing the second time, and only spaces the first time", () => {
    const texts = textsOf(RESOURCES.fr.translation);
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter((text) => typesetFrench(text) !== text)).toEqual([]);
  });

  it("holds in every text of the French catalogue", () => {
    const bad = textsOf(RESOURCES.fr.translation).filter((text) => / [:;!?»](?:\s|$)|« | [%]/.test(text));
    expect(bad).toEqual([]);
  });

  it("leaves English alone", () => {
    expect(textsOf(RESOURCES.en.translation).filter((text) => /[\u00a0\u202f]/.test(text))).toEqual([]);
  });

  it("never touches the facts that fill a text: a name is shown, and copied, as it is", () => {
    const { t } = createI18n("fr");
    const file = "une archive ? non : « autre » 12 Mo version 4.7.0 ; http://a : b.tgz";
    expect(t("followup.list.open", { file })).toContain(file);
    expect(t("error.UPLOAD_OTHER_FILE.title", { file })).toContain(file);
  });

  it("keeps a telephone number in one piece", () => {
    expect(unbroken("04 26 10 06 36")).toBe("04\u00a026\u00a010\u00a006\u00a036");
  });
});
