import { expect, it } from "vitest";
import { renderNearestName } from "../../src/runtime/submit/model-names.ts";

it.each([
  { wanted: "v1.safetensors", names: ["SD\\V1.safetensors"], says: "SD\\\\V1" },
  { wanted: "v1-5.safetensor", names: ["v1-5.safetensors"], says: "v1-5.safetensors" },
  { wanted: "a", names: [], says: "lists none" },
  { wanted: "abc", names: ["zzzzzzzzzz"], says: 'The server has "zzzzzzzzzz".' },
  { wanted: "abcdef", names: ["zzzzzzzzz", "abczzzzz"], says: 'The server has "abczzzzz", "zzzzzzzzz".' },
  {
    wanted: "a.ckpt",
    names: [],
    folder: "loras",
    says: "The server lists none: put the file into models/loras of the server.",
  },
  {
    wanted: "a.ckpt",
    names: ["zzzzzzzzzz.ckpt"],
    folder: "vae",
    says: 'The server has "zzzzzzzzzz.ckpt". Take one of them, or put the file into models/vae of the server.',
  },
])("the name nearest to $wanted among $names of $folder", ({ wanted, names, folder, says }) => {
  expect(renderNearestName(wanted, names, folder)).toContain(says);
});
