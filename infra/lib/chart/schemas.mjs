// Whether an object is one of Kubernetes, twice over: by the published schemas (types, patterns, required members), and by their types in
// TypeScript, which also find a member that no schema knows: a probe that is misspelt is none.
import { mkdirSync, writeFileSync } from "node:fs";
import ts from "typescript";

const packages = {
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/monitoring.coreos.com",
  "keda.sh": "@kubernetes-models/keda/keda.sh",
};

// The module of the model of an object: apps/v1 Deployment is kubernetes-models/apps/v1/Deployment.
function moduleOf({ apiVersion, kind }) {
  const [version, group] = apiVersion.split("/").reverse();
  const folder = packages[group] ?? (group ? `kubernetes-models/${group}` : "kubernetes-models");
  return `${folder}/${version}/${kind}`;
}

// findings(objects): of each {where, object} what its schema refuses.
export async function bySchema(objects) {
  const found = [];
  for (const { where, object } of objects) {
    try {
      const model = (await import(moduleOf(object)))[object.kind];
      new model(object).validate();
    } catch (refused) {
      found.push(`${where}: ${refused.message}`);
    }
  }
  return found;
}

// The same by their types: each object is a constant of its type, in one program.
export function byType(objects, folder) {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/objects.ts`;
  const imports = new Map();
  const lines = objects.map(({ object }, i) => {
    const module = moduleOf(object);
    if (!imports.has(module)) imports.set(module, `import type { I${object.kind} as T${imports.size} } from "${module}";`);
    const type = `T${[...imports.keys()].indexOf(module)}`;
    return `export const o${i}: ${type} = ${JSON.stringify(object)};`;
  });
  writeFileSync(file, [...imports.values(), ...lines].join("\n"));
  const program = ts.createProgram([file], {
    noEmit: true, strict: true, skipLibCheck: true, types: [],
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler,
  });
  return ts.getPreEmitDiagnostics(program).map(({ start, messageText, file: at }) => {
    const line = at && start !== undefined ? at.getLineAndCharacterOfPosition(start).line - imports.size : -1;
    return `${objects[line]?.where ?? "all"}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}
