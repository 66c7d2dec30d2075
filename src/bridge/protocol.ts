import { z } from "zod";

/** Raised when a message changes its meaning; a client and a bridge of different versions refuse each other. */
export const protocolVersion = 1;

/** Where to look and where to write; every method that needs a project takes these. */
const place = z.object({
  /** Working folder of the caller: bundles and config are found upwards from here. */
  cwd: z.string().optional(),
  /** Folder that holds bundles; wins over `COMFYC_BUNDLES` and over what lies upwards of `cwd`. */
  bundles: z.string().optional(),
  /** URL, `auto` or `simulator`. @default "auto" */
  server: z.string().optional(),
  outDir: z.string().optional(),
});

/** Parameters of every method, by name. */
export const methodParams = {
  initialize: z.object({ protocolVersion: z.number() }),
  "workflows/list": place,
  "workflows/get": place.extend({ workflow: z.string() }),
  "runs/start": place.extend({
    workflow: z.string(),
    slots: z.record(z.string(), z.unknown()),
    /** Send `run/preview` notifications with the pictures in base64. @default false */
    previews: z.boolean().optional(),
  }),
  "runs/cancel": z.object({ run: z.string() }),
  "runs/get": z.object({ run: z.string() }),
  "servers/list": place,
} as const;

export type Method = keyof typeof methodParams;
export type MethodParams<M extends Method> = z.infer<(typeof methodParams)[M]>;

export function isMethod(name: string): name is Method {
  return Object.hasOwn(methodParams, name);
}
