/** Thrown where bytes are no valid message; a decoder catches it at its edge and makes it an outcome. */
export class MalformedMessage extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.name = 'MalformedMessage';
    this.offset = offset;
  }
}
