// Written by comfyc; not to be edited.
import type { Socket } from "comfyc";

export {};
