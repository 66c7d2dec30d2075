// Written by comfyc sync from the node types of a server; do not edit.
export {};
