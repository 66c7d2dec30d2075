/** The files of a new project: path → text. `name` is the name of its package. */
export function projectTemplate(name: string, comfycVersion: string): ReadonlyMap<string, string> {
  return new Map([
    ["package.json", packageJson(name, comfycVersion)],
    ["tsconfig.json", tsconfig],
    ["comfyc.config.ts", config],
    ["workflows-src/sd-basic.ts", example],
    [".gitignore", gitignore],
    [".gitattributes", gitattributes],
    ["README.md", readme(name)],
  ]);
}

function packageJson(name: string, comfycVersion: string): string {
  const content = {
    name,
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: { build: "comfyc build", check: "comfyc check", demo: "comfyc run sd_basic --server simulator" },
    devDependencies: { comfyc: `^${comfycVersion}`, typescript: "^7.0.0" },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const tsconfig = `{
  "compilerOptions": {
    "target": "es2024",
    "lib": ["esnext", "dom"],
    "module": "preserve",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true,
    "types": []
  },
  "include": ["**/*.ts", "**/*.mts"]
}
`;

const config = `export default {
  // Servers by name, tried in this order by \`comfyc run\`.
  servers: {
    // local: "http://127.0.0.1:8188",
  },
  // Folder for the files of runs.
  output: "output",
};
`;

const example = `import { slot, workflow } from "comfyc";

/** Text to image with a Stable Diffusion 1.5 checkpoint. */
export default workflow("sd_basic", {
  task: "image_generation",
  slots: {
    prompt: slot.text({ label: "Prompt", multiline: true, default: "a lighthouse at dusk" }),
    negative: slot.text({ label: "Negative prompt", multiline: true, default: "blurry, watermark" }),
    seed: slot.seed({ label: "Seed", group: "Sampling" }),
    steps: slot.int({ label: "Steps", group: "Sampling", default: 20, min: 1, max: 150 }),
    cfg: slot.float({ label: "Guidance", group: "Sampling", default: 7 }),
    width: slot.int({ label: "Width", group: "Size", default: 512 }),
    height: slot.int({ label: "Height", group: "Size", default: 512 }),
  },
  build(comfy, { prompt, negative, seed, steps, cfg, width, height }) {
    const { MODEL, CLIP, VAE } = comfy.CheckpointLoaderSimple({ ckpt_name: "v1-5-pruned-emaonly-fp16.safetensors" });
    const samples = comfy.KSampler({
      model: MODEL,
      seed,
      steps,
      cfg,
      sampler_name: "euler",
      scheduler: "normal",
      positive: comfy.CLIPTextEncode({ text: prompt, clip: CLIP }, { title: "Prompt" }),
      negative: comfy.CLIPTextEncode({ text: negative, clip: CLIP }, { title: "Negative prompt" }),
      latent_image: comfy.EmptyLatentImage({ width, height }),
    });
    return { image: comfy.SaveImage({ images: comfy.VAEDecode({ samples, vae: VAE }) }) };
  },
});
`;

const gitignore = `node_modules/
.comfyc/
generated/nodes/
output/
`;

// Every entry of schema.json is a line of its own, so that two branches that add node types merge by union.
const gitattributes = `* text=auto eol=lf
generated/** linguist-generated
generated/schema.json linguist-generated merge=union
`;

function readme(name: string): string {
  return `# ${name}

Workflows for ComfyUI, written in TypeScript with comfyc.

\`\`\`
npm install
npx comfyc build                              # workflows-src → generated; also the types that the editor and tsc need
npx comfyc run sd_basic --server simulator    # a picture without a GPU
npx comfyc run sd_basic --set seed=7          # on your own ComfyUI
npx comfyc check                              # types, values, stale files
npx comfyc sync --server http://127.0.0.1:8188   # the node types of your server
npx tsc                                       # programs of your own as well; after a build, which writes generated/nodes
npx node program.mts                          # runs a program, whatever Node the machine has
\`\`\`

How to write workflows: [node_modules/comfyc/docs/authoring.md](node_modules/comfyc/docs/authoring.md). From Python and
Blender: [node_modules/comfyc/docs/python.md](node_modules/comfyc/docs/python.md).

Commit \`generated/\`; it lets others run and check the workflows without a server.
`;
}
