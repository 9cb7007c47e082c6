/** What every event of the tag is: it bubbles out of the tag to the page, and carries ids and codes only. */
export abstract class ConnectionEvent<Detail> extends Event {
  /** Name of the event. */
  static readonly type: string;
  readonly detail: Readonly<Detail>;

  constructor(detail: Detail) {
    super(new.target.type, { bubbles: true, composed: true });
    this.detail = detail;
  }
}
