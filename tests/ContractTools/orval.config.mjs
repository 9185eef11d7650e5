// Two outputs of one description: calls by fetch, and zod schemas, by which the program judges what it is answered.
const input = process.env.RECONCILIATION_OPENAPI;

export default {
  calls: { input, output: { target: "src/orval/calls.ts", client: "fetch", mode: "single" } },
  schemas: {
    input,
    output: {
      target: "src/orval/schemas.ts",
      client: "zod",
      mode: "single",
      // Else there are none of 202, nor of a refusal.
      override: { zod: { generateEachHttpStatus: true } },
    },
  },
};
