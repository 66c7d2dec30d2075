// Written by comfyc; not to be edited.
export {};
