import type { Code, CodeEntry } from "./codes.ts";

/**
 * Codes of the issues that only comfyc finds, in ComfyUI's style. `exit` is 0 where the code is only ever a warning.
 * Codes of `codes` (`unknown_slot`, `invalid_workflow` …) stand in issues too and are not repeated here.
 */
export const issueCodes = {
  // the graph, as an author wrote it
  unknown_node_type: { exit: 1, summary: "The schema has no node type of that name." },
  unknown_input: { exit: 1, summary: "The node type has no input of that name." },
  unknown_output: {
    exit: 1,
    summary: "The node type, or the subgraph, has no output of that name or index.",
  },
  unknown_subgraph: { exit: 1, summary: "An instance names a subgraph that the workflow does not define." },
  duplicate_node_id: { exit: 1, summary: "Two nodes have one id." },
  subgraph_recursion: { exit: 1, summary: "A subgraph contains itself." },
  not_finite: { exit: 1, summary: "A number is NaN or an infinity, which JSON cannot hold." },
  input_not_a_list: { exit: 1, summary: "An input that grows takes a list or a record of sockets." },
  too_many_inputs: { exit: 1, summary: "An input that grows was given more than it takes." },
  unexpected_nested_value: {
    exit: 1,
    summary: "A socket or a slot stands inside a list or an object that is sent as a plain value.",
  },
  slot_type_mismatch: { exit: 1, summary: "A slot feeds an input of another type." },
  slot_range_too_wide: { exit: 1, summary: "A slot allows values that an input it feeds refuses." },
  slot_default_invalid: { exit: 1, summary: "The default of a slot is not a value of that slot." },
  unused_slot: { exit: 0, summary: "A slot feeds nothing." },
  unknown_choice: { exit: 1, summary: "The pieces of a pick and the options of its slot do not agree." },
  output_not_saved: { exit: 1, summary: "A result of the workflow is a node that saves or shows nothing." },
  branches_not_all_checked: {
    exit: 0,
    summary: "There are too many combinations of structural slots to check each.",
  },
  branch_not_expressible: {
    exit: 1,
    summary: "A piece of a when or pick cannot be switched by editing the prompt.",
  },
  // a server, against what the project knows
  missing_on_server: {
    exit: 1,
    summary: "A server lacks a node type, a node pack or a model file that a workflow needs.",
  },
  server_differs: { exit: 0, summary: "A server differs from what the project was synced with." },
  // the request, beyond the server's own checks
  malformed_prompt: { exit: 1, summary: "The server would answer with status 500 and no reason." },
  bad_client_id: { exit: 1, summary: "The client_id of a request ends the server process." },
  bad_extra_pnginfo: { exit: 1, summary: "A node that saves cannot write the extra_pnginfo of a request." },
  missing_inputs: { exit: 1, summary: "A node of the prompt has no inputs, which stops the server." },
  // links that the server follows and never checked
  undeclared_link: { exit: 1, summary: "An input that the node type does not have holds a link." },
  autogrow_name: { exit: 1, summary: "A link stands under a name that a growing group does not have." },
  link_to_missing_node: { exit: 1, summary: "A wrapped value is taken for a link to a node that is not there." },
  slot_out_of_range: { exit: 1, summary: "A wrapped value is taken for a link to an output that is not there." },
  lazy_slot_out_of_range: { exit: 1, summary: "A lazy input is linked to an output that is not there." },
  wrapped_link: { exit: 0, summary: "A value in `__value__` is taken for a link." },
  unusual_slot: { exit: 0, summary: "The output index of a link is negative or a truth value." },
  undeclared_input: { exit: 0, summary: "The node type has no input of that name, so the value is dropped." },
  match_type_mismatch: { exit: 1, summary: "Inputs that share one type are linked to different types." },
  // values that pass the server's checks and fail, or change, when the prompt runs
  dynamic_combo_key: { exit: 1, summary: "The selector of a dynamic combo is missing or none of its options." },
  autogrow_empty: { exit: 1, summary: "A growing group that the node needs has no input." },
  autogrow_gap: { exit: 0, summary: "A growing group leaves out a name before its last one." },
  autogrow_below_min: { exit: 0, summary: "A growing group has fewer inputs than it wants." },
  literal_on_socket: { exit: 1, summary: "An input that takes only links holds a value." },
  file_is_folder: { exit: 1, summary: "A file input names a folder." },
  unlisted_value: { exit: 0, summary: "The server had no such file when its node types were read." },
  not_a_number: { exit: 0, summary: "A number is NaN, which passes every range." },
  off_step: { exit: 0, summary: "A number is off the step of its widget." },
  // the shape of the prompt
  chain_too_deep: { exit: 1, summary: "An output stands at the end of so long a chain that servers fail." },
  deep_chain: { exit: 0, summary: "An output stands at the end of so long a chain that the server is slow." },
  dead_node: { exit: 0, summary: "No output uses the node, so it does not run." },
} as const satisfies Record<string, CodeEntry>;

/**
 * ComfyUI's own error types, as it writes them in `error.type` and `node_errors` (execution.py, server.py) and as
 * comfyc reports them beforehand.
 */
export const serverCodes = {
  // of the whole prompt
  no_prompt: { exit: 1, summary: "The request has no prompt." },
  invalid_prompt: { exit: 1, summary: "A node has no class_type, or one that the server does not have." },
  prompt_no_outputs: { exit: 1, summary: "No node of the prompt saves or shows something." },
  prompt_outputs_failed_validation: { exit: 1, summary: "No output of the prompt is valid." },
  // of one node
  required_input_missing: { exit: 1, summary: "A required input has no value." },
  bad_linked_input: { exit: 1, summary: "A link is not a node id and an output index, or leads to no node." },
  return_type_mismatch: { exit: 1, summary: "A link brings another type than the input takes." },
  invalid_input_type: { exit: 1, summary: "A value cannot be converted to the type of its input." },
  value_smaller_than_min: { exit: 1, summary: "A number is smaller than the least that the input allows." },
  value_bigger_than_max: { exit: 1, summary: "A number is greater than the greatest that the input allows." },
  value_not_in_list: { exit: 1, summary: "A value is not one of the options of its input." },
  custom_validation_failed: { exit: 1, summary: "The node type's own check refuses a value." },
  exception_during_validation: { exit: 1, summary: "The server fails while it looks at an output node." },
  exception_during_inner_validation: {
    exit: 1,
    summary: "The server fails while it looks at a node behind an output.",
  },
  dependency_cycle: { exit: 1, summary: "Nodes feed each other in a circle." },
  // while it runs
  execution_error: { exit: 4, summary: "The exception of a node, as the server reports it." },
} as const satisfies Record<string, CodeEntry>;

/** Types that only later servers send; comfyc passes them on as they come. */
export const relayedCodes = {
  missing_node_type: { exit: 1, summary: "A later server's word for a node type that it does not have." },
  invalid_prompt_id: { exit: 1, summary: "A later server takes only a UUID as the id of a prompt." },
} as const satisfies Record<string, CodeEntry>;

/** A code that an issue may have: each is registered, so each has its page in docs/errors. */
export type IssueCode = keyof typeof issueCodes | keyof typeof serverCodes | Code;
