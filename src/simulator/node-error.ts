/** An error of a node, as Python would name it. */
export class NodeError extends Error {
  override readonly name = "NodeError";
  readonly exceptionType: string;

  constructor(message: string, exceptionType = "RuntimeError") {
    super(message);
    this.exceptionType = exceptionType;
  }
}
