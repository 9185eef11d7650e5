// node check.mjs RENDERINGS CHART [--write]: checks all renderings of the chart (NAME-VERSION.yaml in the folder RENDERINGS), and compares
// what is in them with its list of objects, and its values with its README. First it plants mistakes in one rendering: a check that does
// not find them is none.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { load, loadAll } from "js-yaml";
import { byRule } from "./rules.mjs";
import { bySchema, byType } from "./schemas.mjs";

const [folder, chart, option] = process.argv.slice(2);
const list = `${chart}/examples/objects.txt`;
const read = (file) => load(readFileSync(file, "utf8"));
const alerts = readdirSync(`${chart}/rules`).filter((f) => f.endsWith(".yml")).flatMap((f) => read(`${chart}/rules/${f}`).groups)
  .flatMap((g) => g.rules).flatMap((r) => r.alert ?? []);
const [, ownLines] = readFileSync(`${chart}/templates/_helpers.tpl`, "utf8").match(/define "reconciliation.own" -}}\n([^{]+)\n{{- end }}/);
const own = ownLines.split("\n");
const renderings = readdirSync(folder).filter((f) => f.endsWith(".yaml")).sort().map((file) => ({
  name: basename(file, ".yaml"),
  objects: loadAll(readFileSync(`${folder}/${file}`, "utf8")).filter((o) => o),
  madeOf: { values: read(`${chart}/examples/${file.replace(/-[0-9.]+yaml$/, ".yaml")}`), alerts, own },
}));

function located(name, objects) {
  return objects.map((object) => ({ where: `${name} ${object.kind} ${object.metadata?.name}`, object }));
}

async function findings(all) {
  const objects = all.flatMap(({ name, objects }) => located(name, objects));
  return [
    ...await bySchema(objects),
    ...byType(objects, `${folder}/types`),
    ...all.flatMap(({ name, objects, madeOf }) => byRule(name, objects, madeOf)),
  ];
}

// Each mistake is planted in the first object of a kind (and part), in a copy of the rendering of production or of another.
const container = (o) => o.spec.template.spec.containers[0];
const alertsOf = (o) => o.spec.groups.find((g) => g.rules.some((r) => r.alert)).rules;
const named = (all, alert) => all.flatMap((o) => (o.kind === "PrometheusRule" ? o.spec.groups : [])).flatMap((g) => g.rules)
  .find((r) => r.alert === alert);
const mistakes = [
  ["an unknown member", "Deployment", (o) => { container(o).livenesProbe = {}; }],
  ["a text for a number", "PodDisruptionBudget", (o) => { o.spec.maxUnavailable = { of: 1 }; }],
  ["a missing member", "NetworkPolicy", (o) => { delete o.spec.podSelector; o.spec.ingress = "none"; }],
  ["an unknown word", "Service", (o) => { o.spec.type = "Cluster"; }],
  ["a root file system that can be written", "Deployment", (o) => { delete container(o).securityContext.readOnlyRootFilesystem; }],
  ["a secret in a variable", "Job", (o) => { container(o).env.push({ name: "RECONCILIATION_POSTGRES", value: "Host=x" }); }],
  ["a selector that finds nobody", "PodDisruptionBudget", (o) => { o.spec.selector.matchLabels.x = "y"; }],
  ["a scaled number that is fixed", "Deployment", (o) => { o.spec.replicas = 2; }],
  ["a probe of another port", "Deployment", (o) => { container(o).readinessProbe.httpGet.port = "http"; }],
  ["an unknown member of a rule", "PrometheusRule", (o) => { o.spec.groups[0].rules[0].expression = "up"; }],
  ["an unknown member of a scaler", "ScaledObject", (o) => { o.spec.maxReplicas = 3; }],
  ["a part without a budget", "PodDisruptionBudget", (o, all) => { all.splice(all.indexOf(o), 1); }],
  ["a variable that is set twice", "Deployment", (o) => { container(o).env.push({ name: "RECONCILIATION_Authority", value: "x" }); }],
  ["a variable that settings may replace", "Deployment", (o) => { container(o).env.push({ name: "RECONCILIATION_NEW", value: "x" }); }],
  ["a scaler with less than the least", "HorizontalPodAutoscaler", (o) => { o.spec.maxReplicas = 1; }],
  ["a scaler of queues with less than the least", "ScaledObject", (o) => { o.spec.maxReplicaCount = 1; }],
  ["a folder of one for many", "PersistentVolumeClaim", (o) => { o.spec.accessModes = ["ReadWriteOnce"]; }],
  ["a folder of one for a second one", "Deployment console", (o) => { o.spec.replicas = 2; }, "one-of-each"],
  ["a new pod that waits for the folder of the old one", "Deployment console", (o) => { o.spec.strategy = { type: "RollingUpdate" }; },
    "one-of-each"],
  ["a webhook without a way out", "NetworkPolicy engine", (o) => {
    o.spec.egress = o.spec.egress.filter((e) => e.to[0].ipBlock?.cidr !== "10.30.4.12/32");
  }],
  ["a page that is no address", "PrometheusRule", (o) => { alertsOf(o)[0].annotations.runbook_url = "{{ $externalLabels.runbook }}#a"; }],
  ["an address where none was given", "PrometheusRule", (o) => { alertsOf(o)[0].annotations.runbook_url = "https://x/#a"; }, "openshift"],
  ["an alert that was left out", "PrometheusRule", (o) => { alertsOf(o).push({ ...alertsOf(o)[0], alert: "SauvegardeAncienne" }); }],
  ["an alert that is lost", "PrometheusRule", (o) => { alertsOf(o).splice(0, 1); }],
  ["disks of others", "PrometheusRule", (_, all) => { named(all, "DisquePresquePlein").expr = "up == 0"; }],
];

async function notFound() {
  const missed = [];
  for (const [what, where, plant, set = "production"] of mistakes) {
    const { objects: clean, madeOf } = renderings.find((r) => r.name.startsWith(set));
    const objects = structuredClone(clean);
    const [kind, part] = where.split(" ");
    const of = (o) => o.metadata.labels["app.kubernetes.io/component"];
    plant(objects.find((o) => o.kind === kind && (!part || of(o) === part)), objects);
    if ((await findings([{ name: what, objects, madeOf }])).length === 0) missed.push(`The check does not find ${what} (${where}).`);
  }
  return missed;
}

// The objects of each value set, one a line: an object that is gone, or new, shows in a review.
function contents() {
  const sets = new Map();
  for (const { name, objects } of renderings) {
    const lines = objects.map((o) => `  ${o.kind} ${o.metadata.name}`).sort().join("\n");
    const [, set, version] = name.match(/^(.+)-([0-9.]+)$/);
    const key = `${set}\n${lines}`;
    sets.set(key, [...(sets.get(key) ?? []), version]);
  }
  const head = "# What each value set makes, for which versions of Kubernetes. Written by ./infra/check-chart --write.\n";
  return head + [...sets].map(([key, versions]) => `\n${key.replace("\n", `: ${versions.join(", ")}\n`)}\n`).join("");
}

// The README's table of values and values.yaml name the same. Resources are one value: what they hold is Kubernetes' own.
function valuesAndReadme() {
  const paths = (value, path) => value && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length > 0
    && !path.endsWith("resources") ? Object.entries(value).flatMap(([k, v]) => paths(v, path ? `${path}.${k}` : k)) : [path];
  const known = new Set(paths(load(readFileSync(`${chart}/values.yaml`, "utf8")), ""));
  const [, table] = readFileSync(`${chart}/README.md`, "utf8").split("| value | default | means |");
  const told = new Set(table.split("\n\n")[0].split("\n").flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map((m) => m[1])));
  return [
    ...[...known].filter((path) => !told.has(path)).map((path) => `README.md: give ${path} a row.`),
    ...[...told].filter((path) => !known.has(path)).map((path) => `README.md: there is no value ${path}.`),
  ];
}

// Every variable that settings may not name is one that some rendering has from the chart.
function refusedForNothing() {
  const env = (o) => (o.spec?.template ?? o.spec?.jobTemplate?.spec.template)?.spec.containers.flatMap((c) => c.env ?? []) ?? [];
  const set = new Set(renderings.flatMap((r) => r.objects).flatMap(env).map((e) => e.name.replace(/_FILE$/, "")));
  return own.filter((name) => !set.has(name)).map((name) => `_helpers.tpl: the chart does not set ${name}.`);
}

const found = [...await notFound(), ...await findings(renderings), ...valuesAndReadme(), ...refusedForNothing()];
if (option === "--write") writeFileSync(list, contents());
else if (readFileSync(list, "utf8") !== contents()) found.push(`${list} is another: look at it, and run ./infra/check-chart --write.`);
for (const finding of found) console.error(finding);
const count = renderings.reduce((sum, r) => sum + r.objects.length, 0);
console.log(`${renderings.length} renderings, ${count} objects: ${found.length} findings; ${mistakes.length} planted mistakes were found.`);
process.exit(found.length === 0 ? 0 : 1);
