import type { JsonObject } from "../json/json-value.ts";

/** A picture on its way to clients while a node works. */
export interface PreviewImage {
  readonly format: "jpeg" | "png";
  readonly bytes: Uint8Array;
}

/** The way of events to clients. A client id of null reaches every socket. */
export interface Events {
  send(type: string, data: JsonObject, clientId: string | null): void;
  sendPreview(preview: PreviewImage, clientId: string | null): void;
  sendPreviewWithMetadata(meta: JsonObject, preview: PreviewImage, clientId: string | null): void;
  sendText(nodeId: string, text: string): void;
  wantsPreviewMetadata(clientId: string): boolean;
}
