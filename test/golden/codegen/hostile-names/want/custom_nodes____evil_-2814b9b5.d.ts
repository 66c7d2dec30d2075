// Written by comfyc; not to be edited.
import type { ComboSocket, IntSocket, NodeHandle, NodeOptions } from "comfyc";
import type { ModelSocket, XY_8a1f2dd2Socket, __ed962336Socket } from "./sockets.js";
import type { Constructor_042cb6 } from "./combos.js";

export interface __e3b0c44298fc1c149afbInputs {
  empty: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface __e3b0c44298fc1c149afb extends NodeHandle {
  readonly output: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface _1stInputs {
  "1st": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface _1st extends NodeHandle {
  readonly "1st": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface Foo_abcdef_81e36143287b1256e519Inputs {
  Foo_abcdef: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface Foo_abcdef_81e36143287b1256e519 extends NodeHandle {
  readonly Foo_abcdef: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface KSampler_bfc9f0f47bdb956b3158Inputs {
  KSampler: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface KSampler_bfc9f0f47bdb956b3158 extends NodeHandle {
  readonly KSampler: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface KSamplerInputs_516af875eb2424721447Inputs {
  KSamplerInputs: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface KSamplerInputs_516af875eb2424721447 extends NodeHandle {
  readonly KSamplerInputs: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface ModelSocket_c2d21719454daf566c68Inputs {
  ModelSocket: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface ModelSocket_c2d21719454daf566c68 extends NodeHandle {
  readonly ModelSocket: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface NodeHandle_cff22f5cff46df9764e3Inputs {
  NodeHandle: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface NodeHandle_cff22f5cff46df9764e3 extends NodeHandle {
  readonly NodeHandle: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface Nodes_7ac362063b9f204602f3Inputs {
  Nodes: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface Nodes_7ac362063b9f204602f3 extends NodeHandle {
  readonly Nodes: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface Socket_a06def07d5dd1dd0ada6Inputs {
  Socket: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface Socket_a06def07d5dd1dd0ada6 extends NodeHandle {
  readonly Socket: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface T_e632b7095b0bf32c260fInputs {
  T: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface T_e632b7095b0bf32c260f extends NodeHandle {
  readonly T: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface X_require_child_process_Inputs {
  "X */ require('child_process') /*": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface X_require_child_process_ extends NodeHandle {
  readonly "X */ require('child_process') /*": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface __proto__Inputs {
  "__proto__": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface __proto__ extends NodeHandle {
  readonly "__proto__": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface a_b_39a012772dd5c3accbc5Inputs {
  "a\"b": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface a_b_39a012772dd5c3accbc5 extends NodeHandle {
  readonly "a\"b": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface a_b_d44362d67d921091c7b9Inputs {
  "a-b": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface a_b_d44362d67d921091c7b9 extends NodeHandle {
  readonly "a-b": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface a_b_648fa9b31bc7ff7eb914Inputs {
  a_b: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface a_b_648fa9b31bc7ff7eb914 extends NodeHandle {
  readonly a_b: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface a_b_fe2d3b945530c806f1ffInputs {
  "a\u2028b": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface a_b_fe2d3b945530c806f1ff extends NodeHandle {
  readonly "a\u2028b": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface class_0889113e04d3203f0c40Inputs {
  class: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface class_0889113e04d3203f0c40 extends NodeHandle {
  readonly class: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface constructor_e3c1703abf8a6b3df04dInputs {
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface constructor_e3c1703abf8a6b3df04d extends NodeHandle {
  readonly "constructor": ModelSocket;
  readonly constructor_2: __ed962336Socket;
}
export interface default_37a8eec1ce19687d132fInputs {
  default: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface default_37a8eec1ce19687d132f extends NodeHandle {
  readonly default: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface get_2998b3232d29e8dc5a78Inputs {
  "get": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface get_2998b3232d29e8dc5a78 extends NodeHandle {
  readonly "get": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface new_11507a0e2f5e69d5dfa4Inputs {
  "new": XY_8a1f2dd2Socket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
}
export interface new_11507a0e2f5e69d5dfa4 extends NodeHandle {
  readonly "new": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface string_473287f8298dba7163a8Inputs {
  string: ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface string_473287f8298dba7163a8 extends NodeHandle {
  readonly string: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface toStringInputs {
  /** @default 1 */
  toString?: number | IntSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  "new": XY_8a1f2dd2Socket;
}
export interface toString extends NodeHandle {
  readonly toString: ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface __a810bf845a307382118eInputs {
  "猫": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface __a810bf845a307382118e extends NodeHandle {
  readonly "猫": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface _2Inputs {
  "猫2": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface _2 extends NodeHandle {
  readonly "猫2": ModelSocket;
  readonly "constructor": __ed962336Socket;
}
export interface __83d544ccc223c057d2bfInputs {
  "\ud800": ModelSocket;
  "constructor": Constructor_042cb6 | ComboSocket<Constructor_042cb6>;
  /** @default 1 */
  toString?: number | IntSocket;
  "new": XY_8a1f2dd2Socket;
}
export interface __83d544ccc223c057d2bf extends NodeHandle {
  readonly "\ud800": ModelSocket;
  readonly "constructor": __ed962336Socket;
}

declare module "comfyc" {
  interface Nodes {
    /** test · custom_nodes.../../evil"*\/ */
    ""(inputs: __e3b0c44298fc1c149afbInputs, options?: NodeOptions): __e3b0c44298fc1c149afb;
    /** 1st · test · custom_nodes.../../evil"*\/ */
    "1st"(inputs: _1stInputs, options?: NodeOptions): _1st;
    /** Foo_abcdef · test · custom_nodes.../../evil"*\/ */
    Foo_abcdef(inputs: Foo_abcdef_81e36143287b1256e519Inputs, options?: NodeOptions): Foo_abcdef_81e36143287b1256e519;
    /** KSampler · test · custom_nodes.../../evil"*\/ */
    KSampler(inputs: KSampler_bfc9f0f47bdb956b3158Inputs, options?: NodeOptions): KSampler_bfc9f0f47bdb956b3158;
    /** KSamplerInputs · test · custom_nodes.../../evil"*\/ */
    KSamplerInputs(inputs: KSamplerInputs_516af875eb2424721447Inputs, options?: NodeOptions): KSamplerInputs_516af875eb2424721447;
    /** ModelSocket · test · custom_nodes.../../evil"*\/ */
    ModelSocket(inputs: ModelSocket_c2d21719454daf566c68Inputs, options?: NodeOptions): ModelSocket_c2d21719454daf566c68;
    /** NodeHandle · test · custom_nodes.../../evil"*\/ */
    NodeHandle(inputs: NodeHandle_cff22f5cff46df9764e3Inputs, options?: NodeOptions): NodeHandle_cff22f5cff46df9764e3;
    /** Nodes · test · custom_nodes.../../evil"*\/ */
    Nodes(inputs: Nodes_7ac362063b9f204602f3Inputs, options?: NodeOptions): Nodes_7ac362063b9f204602f3;
    /** Socket · test · custom_nodes.../../evil"*\/ */
    Socket(inputs: Socket_a06def07d5dd1dd0ada6Inputs, options?: NodeOptions): Socket_a06def07d5dd1dd0ada6;
    /** T · test · custom_nodes.../../evil"*\/ */
    T(inputs: T_e632b7095b0bf32c260fInputs, options?: NodeOptions): T_e632b7095b0bf32c260f;
    /** X *\/ require('child_process') /* · test · custom_nodes.../../evil"*\/ */
    "X */ require('child_process') /*"(inputs: X_require_child_process_Inputs, options?: NodeOptions): X_require_child_process_;
    /** __proto__ · test · custom_nodes.../../evil"*\/ */
    "__proto__"(inputs: __proto__Inputs, options?: NodeOptions): __proto__;
    /** a"b · test · custom_nodes.../../evil"*\/ */
    "a\"b"(inputs: a_b_39a012772dd5c3accbc5Inputs, options?: NodeOptions): a_b_39a012772dd5c3accbc5;
    /** a-b · test · custom_nodes.../../evil"*\/ */
    "a-b"(inputs: a_b_d44362d67d921091c7b9Inputs, options?: NodeOptions): a_b_d44362d67d921091c7b9;
    /** a_b · test · custom_nodes.../../evil"*\/ */
    a_b(inputs: a_b_648fa9b31bc7ff7eb914Inputs, options?: NodeOptions): a_b_648fa9b31bc7ff7eb914;
    /** a b · test · custom_nodes.../../evil"*\/ */
    "a\u2028b"(inputs: a_b_fe2d3b945530c806f1ffInputs, options?: NodeOptions): a_b_fe2d3b945530c806f1ff;
    /** class · test · custom_nodes.../../evil"*\/ */
    class(inputs: class_0889113e04d3203f0c40Inputs, options?: NodeOptions): class_0889113e04d3203f0c40;
    /** constructor · test · custom_nodes.../../evil"*\/ */
    "constructor"(inputs: constructor_e3c1703abf8a6b3df04dInputs, options?: NodeOptions): constructor_e3c1703abf8a6b3df04d;
    /** default · test · custom_nodes.../../evil"*\/ */
    default(inputs: default_37a8eec1ce19687d132fInputs, options?: NodeOptions): default_37a8eec1ce19687d132f;
    /** get · test · custom_nodes.../../evil"*\/ */
    "get"(inputs: get_2998b3232d29e8dc5a78Inputs, options?: NodeOptions): get_2998b3232d29e8dc5a78;
    /** new · test · custom_nodes.../../evil"*\/ */
    "new"(inputs: new_11507a0e2f5e69d5dfa4Inputs, options?: NodeOptions): new_11507a0e2f5e69d5dfa4;
    /** string · test · custom_nodes.../../evil"*\/ */
    string(inputs: string_473287f8298dba7163a8Inputs, options?: NodeOptions): string_473287f8298dba7163a8;
    /** toString · test · custom_nodes.../../evil"*\/ */
    toString(inputs: toStringInputs, options?: NodeOptions): toString;
    /** 猫 · test · custom_nodes.../../evil"*\/ */
    "猫"(inputs: __a810bf845a307382118eInputs, options?: NodeOptions): __a810bf845a307382118e;
    /** 猫2 · test · custom_nodes.../../evil"*\/ */
    "猫2"(inputs: _2Inputs, options?: NodeOptions): _2;
    /** � · test · custom_nodes.../../evil"*\/ */
    "\ud800"(inputs: __83d544ccc223c057d2bfInputs, options?: NodeOptions): __83d544ccc223c057d2bf;
  }
}
