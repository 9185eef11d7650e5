export * from "./client.js";
export * from "./flux.js";
export * from "./types.js";
