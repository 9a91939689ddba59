/** Lines of a child's output, however it writes: a gigabyte without a line's end costs no more memory than one line. */
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** `onLine` gets each line without its end (LF or CRLF); what is longer than `maxCharacters` is cut there. The last line may have no end. */
export function readLines(stream: Readable, maxCharacters: number, onLine: (text: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let begun = "";
  const add = (text: string): void => {
    if (begun.length < maxCharacters) begun += text.slice(0, maxCharacters - begun.length);
  };
  const end = (): void => {
    const line = begun.endsWith("\r") ? begun.slice(0, -1) : begun;
    begun = "";
    onLine(line);
  };
  stream.on("data", (chunk: Buffer) => {
    const [first = "", ...rest] = decoder.write(chunk).split("\n");
    add(first);
    for (const next of rest) {
      end();
      add(next);
    }
  });
  stream.once("end", () => {
    add(decoder.end());
    if (begun !== "") end();
  });
}
