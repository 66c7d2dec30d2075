import type { InputType } from "../../schema/node-type.ts";

/** True for an input that the editor shows as a widget, so that its literal is exported before the sockets. */
export function isWidget(input: InputType): boolean {
  if (input.options.forceInput === true) return false;
  switch (input.kind) {
    case "int":
    case "float":
    case "string":
    case "boolean":
    case "combo":
    case "dynamicCombo":
      return true;
    case "union":
    case "socket":
      return input.options.widgetType !== undefined || input.options.default !== undefined;
    default:
      return false;
  }
}
