/** A small PDF 1.4 of text, written by hand: A4 pages, Helvetica, French accents (WinAnsi). Same text, same bytes. */
const PAGE = { width: 595, height: 842, margin: 64 } as const;
const STYLES = {
  title: { font: "F2", size: 20, leading: 34 },
  heading: { font: "F2", size: 13, leading: 26 },
  text: { font: "F1", size: 11, leading: 17 },
} as const;
const LINE_CHARACTERS = 88;

interface Line {
  readonly style: keyof typeof STYLES;
  readonly text: string;
}

function wrapped(paragraph: string, characters: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > characters) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** `# ` begins a title, `## ` a heading; every other line of the source is a paragraph. */
function linesOf(source: string): Line[] {
  return source
    .trimEnd()
    .split("\n")
    .flatMap((line): Line[] => {
      if (line.startsWith("# ")) return [{ style: "title", text: line.slice(2) }];
      if (line.startsWith("## ")) return [{ style: "heading", text: line.slice(3) }];
      return wrapped(line, LINE_CHARACTERS).map((text) => ({ style: "text", text }));
    });
}

function pagesOf(lines: readonly Line[]): Line[][] {
  const pages: Line[][] = [[]];
  let left = PAGE.height - 2 * PAGE.margin;
  for (const line of lines) {
    left -= STYLES[line.style].leading;
    if (left < 0) {
      pages.push([]);
      left = PAGE.height - 2 * PAGE.margin - STYLES[line.style].leading;
    }
    pages.at(-1)?.push(line);
  }
  return pages;
}

/** Characters that WinAnsi has and Latin-1 lacks. */
const WIN_ANSI: Readonly<Record<string, string>> = {
  "’": "\x92",
  "‘": "\x91",
  "“": "\x93",
  "”": "\x94",
  "–": "\x96",
  "—": "\x97",
  "…": "\x85",
  œ: "\x9c",
  "€": "\x80",
  "•": "\x95",
};
const encoded = (text: string): string =>
  Array.from(text, (character) => WIN_ANSI[character] ?? (character.charCodeAt(0) < 256 ? character : "?"))
    .join("")
    .replace(/[\\()]/g, "\\$&");

function content(lines: readonly Line[]): string {
  const drawn = lines.map(({ style, text }) => {
    const { font, size, leading } = STYLES[style];
    return `/${font} ${size} Tf 0 -${leading} Td (${encoded(text)}) Tj`;
  });
  return `BT ${PAGE.margin} ${PAGE.height - PAGE.margin} Td\n${drawn.join("\n")}\nET`;
}

export function writePdf(source: string): Buffer {
  const pages = pagesOf(linesOf(source));
  const FIRST_PAGE = 5;
  const pageNumber = (index: number): number => FIRST_PAGE + 2 * index;
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
    `<< /Type /Pages /Kids [${pages.map((_, index) => `${pageNumber(index)} 0 R`).join(" ")}] /Count ${pages.length} >>`,
    font("Helvetica"),
    font("Helvetica-Bold"),
    ...pages.flatMap((lines, index) => {
      const stream = content(lines);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${pageNumber(index) + 1} 0 R >>`,
        `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
      ];
    }),
  ];
  let text = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  // One character is one byte from here on: the offsets above are byte offsets.
  return Buffer.from(text, "latin1");
}
