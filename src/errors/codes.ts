/**
 * Every code that comfyc itself throws: what it means, in one line, and the exit status of a command that ends with
 * it. The codes of issues, and those that ComfyUI reports, are in `issue-codes.ts`; `codeRegistry` holds them all.
 */
export interface CodeEntry {
  /** 0 ok · 1 issues or refused · 2 usage · 3 server unreachable · 4 execution failed · 75 try later · 130 interrupted */
  readonly exit: 0 | 1 | 2 | 3 | 4 | 75 | 130;
  readonly summary: string;
}

export const codes = {
  // usage (2)
  unknown_command: { exit: 2, summary: "The command line names no command or flag of comfyc." },
  usage: { exit: 2, summary: "An argument or a flag is missing, stands twice, or has a value that it does not take." },
  no_project: { exit: 2, summary: "No comfyc project was found at or above the folder." },
  address_in_use: { exit: 2, summary: "The port to listen on is not free." },
  file_exists: { exit: 2, summary: "A file that would be written exists already." },
  package_not_found: { exit: 2, summary: "A package that the project needs is not installed." },
  unknown_workflow: { exit: 2, summary: "No workflow or bundle of that name was found." },
  unknown_slot: { exit: 2, summary: "The workflow has no slot of that name." },
  bad_slot_value: { exit: 2, summary: "A slot value has the wrong type, range or option." },
  missing_slot_value: { exit: 2, summary: "A slot without a default was given no value." },
  file_not_found: { exit: 2, summary: "An input file does not exist." },
  file_unreadable: { exit: 2, summary: "An input file exists but cannot be read as a file." },
  output_not_writable: { exit: 2, summary: "The output folder cannot be written." },
  invalid_config: { exit: 2, summary: "comfyc.config.ts does not have the expected shape." },
  invalid_address: { exit: 2, summary: "A server address cannot be read." },
  invalid_json: { exit: 2, summary: "A file or reply is not JSON." },
  invalid_schema: { exit: 2, summary: "A file or reply is not an object_info." },
  invalid_manifest: { exit: 2, summary: "A manifest does not have the expected shape or is from a newer comfyc." },
  unknown_method: { exit: 2, summary: "The bridge has no method of that name." },
  bad_params: { exit: 2, summary: "A message to the bridge does not have the expected shape." },
  unknown_pack: { exit: 2, summary: "No node pack of that name is known to convert." },
  invalid_clock: { exit: 2, summary: "A moment or a time zone cannot be read." },
  // issues (1)
  not_a_workflow: { exit: 1, summary: "A file is not the editor's workflow.json." },
  prompt_given: { exit: 1, summary: "A file is API JSON where a workflow.json is expected." },
  node_without_type: { exit: 1, summary: "A node of a workflow.json has no type." },
  recursive_definition: { exit: 1, summary: "A subgraph of a workflow.json contains itself." },
  circular_link: { exit: 1, summary: "Links of a workflow.json run in a circle through reroutes or bypassed nodes." },
  text_expected: { exit: 1, summary: "A PrimitiveNode is to replace text in a value that is no text." },
  unverified_widget: { exit: 1, summary: "Only the JavaScript of a node pack knows what an input is." },
  browser_value: { exit: 1, summary: "Only a browser can make a value of a workflow.json." },
  broken_link: { exit: 1, summary: "A link of a workflow.json leads to a node or slot that is not there." },
  invalid_workflow: { exit: 1, summary: "A workflow file does not build a graph." },
  duplicate_workflow: { exit: 1, summary: "Two workflow files use one name." },
  prompt_rejected: { exit: 1, summary: "The server refused the prompt." },
  stale_generated: { exit: 1, summary: "A generated file differs from what build would write." },
  type_error: { exit: 1, summary: "TypeScript reports an error in a workflow file." },
  // server (3)
  server_unreachable: { exit: 3, summary: "No server answered at that address." },
  not_comfyui: { exit: 3, summary: "Something answered, but not a ComfyUI server." },
  // execution (4)
  execution_failed: { exit: 4, summary: "A node raised an error while the prompt ran." },
  execution_cancelled: { exit: 4, summary: "The run was cancelled on the server." },
  execution_lost: { exit: 4, summary: "The server no longer knows the run." },
  output_missing: { exit: 4, summary: "The run ended without the files it promised." },
  // interrupted here (130)
  interrupted: { exit: 130, summary: "The run was cancelled here." },
  // a fault of comfyc
  internal: { exit: 1, summary: "comfyc itself failed." },
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;
