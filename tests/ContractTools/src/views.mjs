// Validates each line of a file, an element of the feed, by the committed schemas: as one of the feed, as the event and as the view.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";

const [contracts, file] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictTypes: false });
addFormats(ajv);
// How a number is best held; it refuses none.
ajv.addFormat("decimal", { type: "number", validate: () => true });

const names = ["api", "vue", "soin-mis-a-jour"];
for (const name of names) {
  ajv.addSchema(JSON.parse(readFileSync(`${contracts}/schemas/${name}.schema.json`, "utf8")));
}

const validators = ["api:1#/$defs/ElementDeFlux", "vue:1", "soin-mis-a-jour:1"].map((id) => {
  const validate = ajv.getSchema(`urn:reconciliation:schema:${id}`);
  if (!validate) throw new Error(`There is no schema ${id}.`);
  return validate;
});

let valid = 0;
let last;
for await (const line of createInterface({ input: createReadStream(file) })) {
  last = JSON.parse(line);
  for (const validate of validators) {
    if (!validate(last)) {
      throw new Error(`${JSON.stringify(validate.errors, null, 1)}\n${line}`);
    }
  }
  valid++;
}
console.log(`valid ${valid}`);

// The same view with something wrong is refused by each: else the schemas would say nothing.
const wrong = [(view) => (view.situation = "perdu"), (view) => delete view.montantTotal];
let refused = 0;
for (const spoil of wrong) {
  for (const validate of validators) {
    const view = structuredClone(last);
    spoil(view);
    refused += validate(view) ? 0 : 1;
  }
}
console.log(`refused ${refused}`);
