/**
 * The codes of the issues that the compiler itself finds, in ComfyUI's style. Codes that are ComfyUI's own
 * (`bad_linked_input`, `required_input_missing`, `value_not_in_list`, `dependency_cycle`) mean what they mean there.
 */
export const issueCodes = {
  unknown_node_type: "The schema has no node type of that name.",
  unknown_input: "The node type has no input of that name.",
  unknown_output: "The node type, or the subgraph, has no output of that name or index.",
  unknown_slot: "A node uses a slot that the workflow does not declare.",
  unknown_subgraph: "An instance names a subgraph that the workflow does not define.",
  bad_linked_input: "An input is linked to a node that the workflow does not have.",
  required_input_missing: "A subgraph was called without one of its inputs.",
  value_not_in_list: "The selector of a dynamic combo is none of its options.",
  dependency_cycle: "Nodes feed each other in a circle.",
  duplicate_node_id: "Two nodes have one id.",
  subgraph_recursion: "A subgraph contains itself.",
  not_finite: "A number is NaN or an infinity, which JSON cannot hold.",
  input_not_a_list: "An input that grows takes a list or a record of sockets.",
  too_many_inputs: "An input that grows was given more than it takes.",
  unexpected_nested_value: "A socket or a slot stands inside a list or an object that is sent as a plain value.",
  slot_type_mismatch: "A slot feeds an input of another type.",
  slot_range_too_wide: "A slot allows values that an input it feeds refuses.",
  slot_default_invalid: "The default of a slot is not a value of that slot.",
  unused_slot: "A slot feeds nothing.",
  unknown_choice: "The pieces of a pick and the options of its slot do not agree.",
  output_not_saved: "A result of the workflow is a node that saves or shows nothing.",
  branches_not_all_checked: "There are too many combinations of structural slots to check each.",
  branch_not_expressible: "A piece of a when or pick cannot be switched by editing the prompt.",
} as const;

export type IssueCode = keyof typeof issueCodes;
