import {
  BACKSLASH,
  BRACE_CLOSE,
  BRACE_OPEN,
  COMMA,
  EQUAL,
  isLabelPart,
  isLabelStart,
  isMetricPart,
  isMetricStart,
  NEWLINE,
  QUOTE,
  SPACE,
  TAB,
} from './bytes.ts';
import { MORE_BYTES_NEEDED, ParseFailure } from './problem.ts';

const NO_BYTES = new Uint8Array(0);

/** Which of the two dialects of the braces is read. */
export interface SeriesDialect {
  /**
   * Blanks may stand between the tokens, a newline within quotes, and a label behind another one without a comma (Prometheus
   * text, as Prometheus reads it).
   */
  readonly loose: boolean;
  /** A comma may stand before the closing brace. */
  readonly trailingComma: boolean;
}

/**
 * Walks over `name{label="value", …}` or `{"quoted.name", "label.x"="value"}` without making anything: its fields say
 * where the tokens stand. Call `open`, then `next` until it is false; then `pos` is behind the series.
 */
export class SeriesCursor {
  bytes: Uint8Array = NO_BYTES;
  pos = 0;
  /** Bytes that may be looked at end here. */
  limit = 0;
  /** The metric name without its quotes; `nameStart` is -1 while none was seen. */
  nameStart = -1;
  nameEnd = -1;
  nameEscaped = false;
  labelStart = 0;
  labelEnd = 0;
  labelEscaped = false;
  valueStart = 0;
  valueEnd = 0;
  valueEscaped = false;
  /** Offset of a newline within quotes, or -1: most often a forgotten quote, so a later failure is blamed on it. */
  brokenLine = -1;
  readonly #loose: boolean;
  readonly #trailingComma: boolean;
  #escaped = false;
  #inBraces = false;
  #first = true;

  constructor(dialect: SeriesDialect) {
    this.#loose = dialect.loose;
    this.#trailingComma = dialect.trailingComma;
  }

  open(bytes: Uint8Array, pos: number, limit: number): void {
    this.bytes = bytes;
    this.limit = limit;
    this.nameStart = -1;
    this.nameEnd = -1;
    this.nameEscaped = false;
    this.brokenLine = -1;
    this.#first = true;
    let i = pos;
    if (isMetricStart(bytes[i]!)) {
      this.nameStart = i;
      i++;
      while (i < limit && isMetricPart(bytes[i]!)) i++;
      this.nameEnd = i;
    } else if (bytes[i] !== BRACE_OPEN) {
      throw new ParseFailure(i, 'a metric name');
    }
    this.pos = i;
    // Blanks between name and brace: only the loose dialect has them, and without a brace they belong to the value.
    const brace = this.#loose ? this.#skipBlanks(i) : i;
    this.#inBraces = brace < limit && bytes[brace] === BRACE_OPEN;
    if (this.#inBraces) this.pos = brace + 1;
  }

  /** Opens at braces that have no metric name in front, as those of an exemplar. */
  openBraces(bytes: Uint8Array, pos: number, limit: number): void {
    if (bytes[pos] !== BRACE_OPEN) throw new ParseFailure(pos, '"{"');
    this.open(bytes, pos, limit);
  }

  /** Moves to the next label; false when there is none. */
  next(): boolean {
    if (!this.#inBraces) return false;
    const { bytes } = this;
    let i = this.#blanks(this.pos);
    if (bytes[i] === BRACE_CLOSE && (this.#first || this.#trailingComma)) return this.#close(i);
    for (;;) {
      let start = i;
      let end: number;
      const quoted = bytes[i] === QUOTE;
      if (quoted) {
        i = this.#quotedEnd(i);
        start++;
        end = i - 1;
      } else {
        if (!isLabelStart(bytes[i]!)) {
          throw new ParseFailure(i, this.#first ? 'a label name or "}"' : 'a label name');
        }
        i++;
        while (i < this.limit && isLabelPart(bytes[i]!)) i++;
        end = i;
        this.#escaped = false;
      }
      this.labelStart = start;
      this.labelEnd = end;
      this.labelEscaped = this.#escaped;
      this.#first = false;
      i = this.#blanks(i);
      if (bytes[i] === EQUAL) {
        i = this.#blanks(i + 1);
        if (bytes[i] !== QUOTE) throw new ParseFailure(i, 'a label value in double quotes');
        this.valueStart = i + 1;
        i = this.#quotedEnd(i);
        this.valueEnd = i - 1;
        this.valueEscaped = this.#escaped;
        i = this.#blanks(i);
        if (bytes[i] === COMMA) i++;
        else if (this.#loose && (bytes[i] === QUOTE || isLabelStart(bytes[i]!))) {
          // Prometheus does not miss the comma, so targets that forget it are about.
        } else if (bytes[i] !== BRACE_CLOSE) throw new ParseFailure(i, '"," or "}"');
        else if (!this.#trailingComma) {
          // `next` refuses a brace after a comma in this dialect: let it close here instead.
          this.#closeAfterValue(i);
          return true;
        }
        this.pos = i;
        return true;
      }
      // A quoted string with no value is the name of the metric.
      if (!quoted) throw new ParseFailure(i, '"="');
      if (this.nameStart >= 0) throw new ParseFailure(i, '"=" (the metric has a name already)');
      if (start === end) throw new ParseFailure(end, 'a metric name');
      this.nameStart = start;
      this.nameEnd = end;
      this.nameEscaped = this.labelEscaped;
      if (bytes[i] === BRACE_CLOSE) return this.#close(i);
      if (bytes[i] !== COMMA) throw new ParseFailure(i, '"," or "}"');
      i = this.#blanks(i + 1);
      if (bytes[i] === BRACE_CLOSE && this.#trailingComma) return this.#close(i);
    }
  }

  #close(at: number): false {
    this.pos = at + 1;
    this.#inBraces = false;
    return false;
  }

  #closeAfterValue(at: number): void {
    this.pos = at + 1;
    this.#inBraces = false;
  }

  /** @returns the offset behind the closing quote of the string that opens at `start` */
  #quotedEnd(start: number): number {
    const { bytes, limit } = this;
    this.#escaped = false;
    for (let i = start + 1; i < limit; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) return i + 1;
      if (byte === BACKSLASH) {
        this.#escaped = true;
        i++;
        if (bytes[i] !== NEWLINE) continue;
      } else if (byte !== NEWLINE) continue;
      if (!this.#loose) throw new ParseFailure(i, 'a closing quote');
      if (this.brokenLine < 0) this.brokenLine = i;
    }
    throw MORE_BYTES_NEEDED;
  }

  #skipBlanks(from: number): number {
    let i = from;
    while (i < this.limit && (this.bytes[i] === SPACE || this.bytes[i] === TAB)) i++;
    return i;
  }

  #blanks(from: number): number {
    return this.#loose ? this.#skipBlanks(from) : from;
  }
}
