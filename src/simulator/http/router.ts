import type { SimulatorRequest } from "./request.ts";
import type { Reply } from "./reply.ts";

type Handler = (request: SimulatorRequest) => Reply | Promise<Reply>;

export interface Route {
  readonly method: string;
  /** `/history/{id}`: a name in braces takes one segment, percent-decoded. */
  readonly path: string;
  readonly handler: Handler;
  /** `/internal` is an application of its own in ComfyUI: it has no `/api` form. @default false */
  readonly internal?: boolean;
}

export type Match =
  | { readonly handler: Handler; readonly params: Readonly<Record<string, string>> }
  | { readonly allowed: readonly string[] };

/** The route table. Every path also answers below `/api`, as ComfyUI registers each route twice. */
export class Router {
  private readonly routes: readonly {
    readonly route: Route;
    readonly pattern: RegExp;
    readonly names: readonly string[];
  }[];

  constructor(routes: readonly Route[]) {
    this.routes = routes.map((route) => ({ route, ...compile(route) }));
  }

  /** The handler of a path, the methods that it has where this one is not among them, or undefined. */
  match(method: string, path: string): Match | undefined {
    const asked = method === "HEAD" ? "GET" : method;
    const allowed = new Set<string>();
    for (const { route, pattern, names } of this.routes) {
      const found = pattern.exec(path);
      if (found === null) continue;
      if (route.method === asked) return { handler: route.handler, params: paramsOf(names, found) };
      allowed.add(route.method);
      if (route.method === "GET") allowed.add("HEAD");
    }
    return allowed.size === 0 ? undefined : { allowed: [...allowed] };
  }
}

function compile(route: Route): { pattern: RegExp; names: string[] } {
  const names: string[] = [];
  const source = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return "([^/]+)";
  });
  return { pattern: new RegExp(`^${route.internal === true ? "" : "(?:/api)?"}${source}$`), names };
}

function paramsOf(names: readonly string[], found: RegExpExecArray): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? "")]));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
