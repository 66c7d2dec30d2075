export * from "../dsl/nodes.ts";
