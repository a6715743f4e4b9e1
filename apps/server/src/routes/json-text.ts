/** An answer that is JSON already, written where it was made, such as on another thread. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
