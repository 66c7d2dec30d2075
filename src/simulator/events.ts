import type { JsonObject } from "../json/json-value.ts";
import type { PreviewImage } from "./execution/executor.ts";

/** The way of events to clients. A client id of null reaches every socket. */
export interface Events {
  send(type: string, data: JsonObject, clientId: string | null): void;
  sendPreview(preview: PreviewImage, clientId: string | null): void;
  sendPreviewWithMetadata(meta: JsonObject, preview: PreviewImage, clientId: string | null): void;
  sendText(nodeId: string, text: string): void;
  wantsPreviewMetadata(clientId: string): boolean;
}
