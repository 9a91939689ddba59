#!/usr/bin/env bash
# pdf-lib 1.17.1.
# Guess: a standard font draws the narrow no-break space (U+202F) as some space, as every browser does.
# Seen: Helvetica's encoding (WinAnsi) lacks U+202F: drawing "Prêt ?" as French typography writes it throws, and so does measuring
#   it. The ordinary no-break space (U+00A0), « », ’ and — are fine; an accent as a combining mark (as macOS names files) throws too.
# For us: the same catalogue text that is right on the screen ends a PDF report. A font is embedded, or U+202F becomes U+00A0 and
#   text is normalised to NFC.
source "$(dirname "$0")/common.sh"
in_temp_folder pdf-lib@1.17.1
cat >run.mjs <<'JS'
import { PDFDocument, StandardFonts } from "pdf-lib";
const document = await PDFDocument.create();
const font = await document.embedFont(StandardFonts.Helvetica);
const page = document.addPage();
const drawn = (text) => {
  try {
    page.drawText(text, { font });
    return "drawn";
  } catch (error) {
    return error.message.startsWith("WinAnsi cannot encode") ? "refused" : error.message;
  }
};
console.log(["Prêt\u202f?", "12\u00a0Mo, « l’archive » — fin", "e\u0301te\u0301".normalize("NFD"), "e\u0301te\u0301".normalize("NFC")].map(drawn).join(" "));
JS
expect "narrow space, no-break space and quotes, combining accent, composed accent" "$(node run.mjs)" "refused drawn refused drawn"
