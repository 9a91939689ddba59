import fc from "fast-check";
import type { TFunction } from "i18next";
import { expect, it } from "vitest";
import { historyOf, runScript, simplestDecision } from "../../shared/testing/run-histories.ts";
import { endSentence } from "./run-words.ts";

const key = ((name: string) => name) as TFunction;

it("says of a rolled-back run that its users noticed nothing exactly where no mask was intended", () => {
  let [noticed, unnoticed] = [0, 0];
  fc.assert(
    fc.property(runScript, (script) => {
      for (const { state, events } of historyOf(script, simplestDecision)) {
        if (state.phase !== "ended" || state.outcome !== "rolled-back") continue;
        const closed = events.some(
          (event) => event.type === "step:intended" && event.step === "mask" && event.direction === "do",
        );
        if (closed) noticed++;
        else unnoticed++;
        expect(endSentence(key, state)).toMatch(closed ? /\.rolled-back$/ : /\.unmasked$/);
      }
    }),
  );
  expect([noticed, unnoticed].every((times) => times > 0)).toBe(true);
});
