/** A text as a PDF: A4 pages with a title, headings and paragraphs. The same text gives the same bytes. */
import { PDFDocument, type PDFFont, StandardFonts } from "pdf-lib";

/** Points, as PDF counts: 72 to the inch. */
const PAGE = { width: 595, height: 842, margin: 64 } as const;
const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin;
const STYLES = {
  title: { font: "bold", size: 20, leading: 34 },
  heading: { font: "bold", size: 13, leading: 26 },
  text: { font: "regular", size: 11, leading: 17 },
} as const;
/** A date of its own would make every archive another one. */
const WRITTEN = new Date("2026-01-01T00:00:00Z");

interface Paragraph {
  readonly style: keyof typeof STYLES;
  readonly text: string;
}

/** `# ` begins the title, `## ` a heading; every other line of the source is a paragraph. */
const paragraphsOf = (source: string): Paragraph[] =>
  source
    .trimEnd()
    .split("\n")
    .map((line) => {
      if (line.startsWith("# ")) return { style: "title", text: line.slice(2) };
      if (line.startsWith("## ")) return { style: "heading", text: line.slice(3) };
      return { style: "text", text: line };
    });

function wrapped(text: string, font: PDFFont, size: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && font.widthOfTextAtSize(longer, size) > TEXT_WIDTH) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** @throws Error when the text has a character that the standard fonts lack */
export async function writePdf(source: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const fonts = {
    regular: await pdf.embedFont(StandardFonts.Helvetica),
    bold: await pdf.embedFont(StandardFonts.HelveticaBold),
  };
  const paragraphs = paragraphsOf(source);
  pdf.setTitle(paragraphs.find(({ style }) => style === "title")?.text ?? "", {
    showInWindowTitleBar: true,
  });
  pdf.setLanguage("fr-FR");
  pdf.setProducer("PlaniDémo");
  pdf.setCreationDate(WRITTEN);
  pdf.setModificationDate(WRITTEN);
  let page = pdf.addPage([PAGE.width, PAGE.height]);
  let y = PAGE.height - PAGE.margin;
  for (const { style, text } of paragraphs) {
    const { size, leading } = STYLES[style];
    const font = fonts[STYLES[style].font];
    for (const line of wrapped(text, font, size)) {
      y -= leading;
      if (y < PAGE.margin) {
        page = pdf.addPage([PAGE.width, PAGE.height]);
        y = PAGE.height - PAGE.margin - leading;
      }
      page.drawText(line, { x: PAGE.margin, y, size, font });
    }
  }
  return await pdf.save({ useObjectStreams: false });
}
