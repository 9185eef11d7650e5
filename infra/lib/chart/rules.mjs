// What this project asks of its own chart, beyond what Kubernetes accepts. Each rule is given one rendering: its objects, and what it was
// made of: the values of its example, the alerts of infra/prometheus/rules, and the variables that settings may not name.

const hosts = ["engine", "api", "console"];
const part = (object) => object.metadata.labels["app.kubernetes.io/component"];
const includes = (labels, wanted) => Object.entries(wanted).every(([name, value]) => labels?.[name] === value);

// The pods of a rendering: {object, spec, labels}.
function podsOf(objects) {
  return objects.flatMap((object) => {
    const template = object.spec?.template ?? object.spec?.jobTemplate?.spec.template;
    return template ? [{ object, spec: template.spec, labels: template.metadata.labels }] : [];
  });
}

function* rights(objects) {
  for (const { object, spec } of podsOf(objects)) {
    if (spec.automountServiceAccountToken !== false) yield [object, "has a token of the cluster"];
    if (spec.securityContext?.runAsNonRoot !== true) yield [object, "may run as root"];
    if (spec.securityContext?.seccompProfile?.type !== "RuntimeDefault") yield [object, "has no seccomp profile"];
    for (const container of spec.containers) {
      const security = container.securityContext ?? {};
      if (security.readOnlyRootFilesystem !== true) yield [object, "may write to its image"];
      if (security.allowPrivilegeEscalation !== false) yield [object, "may gain rights"];
      if (security.capabilities?.drop?.[0] !== "ALL") yield [object, "has capabilities"];
      if (!container.resources?.limits?.memory) yield [object, "has no limit of memory"];
      if (!container.resources?.requests?.cpu) yield [object, "asks for no processor"];
    }
  }
}

function* secretsAreFilesOfOne(objects) {
  const users = new Map();
  for (const { object, spec } of podsOf(objects)) {
    for (const { secret } of spec.volumes.filter((v) => v.secret)) {
      const user = hosts.includes(part(object)) ? part(object) : "owner";
      users.set(secret.secretName, new Set([...(users.get(secret.secretName) ?? []), user]));
    }
    for (const { name, value, valueFrom } of spec.containers.flatMap((c) => c.env ?? [])) {
      if (valueFrom) yield [object, `${name} comes from elsewhere than a value`];
      const isSecret = /(PASS|POSTGRES|RABBITMQ|SECRET|CERTIFICATE)/.test(name) && !/(_FILE|_MANAGEMENT)$/.test(name);
      if (isSecret) yield [object, `${name} holds a secret`];
      if (name.endsWith("_FILE") && !/^\/(secrets|certificates)\//.test(value)) yield [object, `${name} names no file of a Secret`];
    }
    for (const { secretRef } of spec.containers.flatMap((c) => c.envFrom ?? [])) {
      if (secretRef) yield [object, "has a Secret in its environment"];
    }
  }
  for (const [name, who] of users) if (who.size > 1) yield [objects[0], `${name} is seen by ${[...who].join(" and ")}`];
}

function* probes(objects) {
  for (const { object, spec } of podsOf(objects).filter((p) => p.object.kind === "Deployment")) {
    const [container] = spec.containers;
    for (const [name, path] of [["startupProbe", "/health/live"], ["livenessProbe", "/health/live"], ["readinessProbe", "/health/ready"]]) {
      const asked = container[name]?.httpGet;
      if (asked?.path !== path || asked.port !== "operations") yield [object, `${name} does not ask ${path} on the port of operations`];
    }
    const ends = 30 + (container.lifecycle?.preStop?.sleep.seconds ?? 0);
    if (spec.terminationGracePeriodSeconds < ends) yield [object, "is killed before it has ended"];
  }
}

// Every selector finds pods, and everything that names something names what is there.
function* references(objects) {
  const pods = podsOf(objects);
  const named = (kind, name) => objects.some((o) => o.kind === kind && o.metadata.name === name);
  for (const object of objects) {
    const selector = object.kind === "Service" ? object.spec.selector : object.spec?.podSelector?.matchLabels
      ?? (object.kind === "ServiceMonitor" ? undefined : object.spec?.selector?.matchLabels);
    const found = selector ? pods.filter((p) => includes(p.labels, selector)) : [];
    if (selector && found.length !== 1) yield [object, `selects the pods of ${found.length} parts, not of one`];
    const target = object.spec?.scaleTargetRef;
    if (target && !named(target.kind, target.name)) yield [object, `scales ${target.name}, which is not there`];
    if (target && "replicas" in objects.find((o) => o.kind === target.kind && o.metadata.name === target.name).spec) {
      yield [object, `scales ${target.name}, which has a number of its own`];
    }
    if (object.kind === "ServiceMonitor") {
      const services = objects.filter((o) => o.kind === "Service" && includes(o.metadata.labels, object.spec.selector.matchLabels));
      const watched = services.filter((s) => s.spec.ports.some((p) => p.name === object.spec.endpoints[0].port)).map(part).sort();
      const running = objects.filter((o) => o.kind === "Deployment").map(part).sort();
      if (watched.join() !== running.join()) yield [object, `watches ${watched}, and there are ${running}`];
    }
  }
  for (const { object, spec } of pods) {
    const [container] = spec.containers;
    for (const { configMapRef } of container.envFrom ?? []) {
      if (!named("ConfigMap", configMapRef.name)) yield [object, `reads ${configMapRef.name}, which is not there`];
    }
    const volumes = spec.volumes.map((v) => v.name).sort().join();
    if (volumes !== container.volumeMounts.map((m) => m.name).sort().join()) yield [object, "mounts other volumes than it has"];
  }
}

// Each running part is budgeted, and with rules of network nobody is left out of them.
function* everyPart(objects) {
  const pods = podsOf(objects);
  const has = (kind, of) => objects.some((o) => o.kind === kind && part(o) === of);
  for (const { object } of pods) {
    if (object.kind === "Deployment" && !has("PodDisruptionBudget", part(object))) yield [object, "has no disruption budget"];
    if (objects.some((o) => o.kind === "NetworkPolicy") && !has("NetworkPolicy", part(object))) yield [object, "has no rules of network"];
  }
}

// No variable is set twice, in any case of letters; and what the chart sets itself, settings may not name.
function* variables(objects, { values, own }) {
  const settings = [values, values.engine, values.api, values.console, values.maintenance].flatMap((v) => Object.keys(v?.settings ?? {}));
  for (const { object, spec } of podsOf(objects)) {
    const names = spec.containers.flatMap((c) => c.env ?? []).map((e) => e.name);
    const twice = names.find((name, i) => names.findIndex((n) => n.toUpperCase() === name.toUpperCase()) !== i);
    if (twice) yield [object, `${twice} is set twice`];
    for (const name of names.filter((n) => n.startsWith("RECONCILIATION_") && !settings.includes(n))) {
      if (!own.includes(name.replace(/_FILE$/, ""))) yield [object, `${name} is set by the chart, and settings may name it: _helpers.tpl`];
    }
  }
}

function* scalers(objects) {
  for (const object of objects) {
    const [min, max] = object.kind === "ScaledObject" ? [object.spec.minReplicaCount, object.spec.maxReplicaCount]
      : [object.spec?.minReplicas, object.spec?.maxReplicas];
    if (min > max) yield [object, `scales between ${min} and ${max}`];
  }
}

// A folder that one pod alone can mount has one pod, of which the old one ends before the new one begins.
function* foldersOfOne(objects, { values }) {
  for (const { object, spec } of podsOf(objects).filter((p) => p.object.kind === "Deployment")) {
    for (const { persistentVolumeClaim: asked } of spec.volumes.filter((v) => v.persistentVolumeClaim)) {
      const claim = objects.find((o) => o.kind === "PersistentVolumeClaim" && o.metadata.name === asked.claimName);
      const mode = claim?.spec.accessModes[0] ?? values.console?.keys?.accessMode ?? "ReadWriteMany";
      if (mode === "ReadWriteMany") continue;
      if (object.spec.replicas !== 1) yield [object, `is more than one pod, and ${asked.claimName} is of one`];
      if (object.spec.strategy.type !== "Recreate") yield [object, `waits for ever for ${asked.claimName}, which the pod before it has`];
    }
  }
}

// Where the values send a part to an address, the rules of network let it out there, to the peers of that way and on that port.
function* ways(objects, { values }) {
  const wayOf = (name) => (/^RECONCILIATION_Webhooks__.*Url$/.test(name) ? "webhooks" : /^OTEL_.*ENDPOINT$/.test(name) ? "traces"
    : name === "RECONCILIATION_AUTHORITY" ? "authority" : undefined);
  for (const { object, spec } of podsOf(objects)) {
    const policy = objects.find((o) => o.kind === "NetworkPolicy" && part(o) === part(object));
    for (const { name, value } of policy ? spec.containers.flatMap((c) => c.env ?? []).filter((e) => wayOf(e.name)) : []) {
      const { port, protocol } = new URL(value);
      const wanted = Number(port) || (protocol === "https:" ? 443 : 80);
      const peers = JSON.stringify(values.networkPolicy?.[wayOf(name)]?.to ?? []);
      if (!policy.spec.egress.some((e) => JSON.stringify(e.to ?? []) === peers && e.ports.some((p) => p.port === wanted))) {
        yield [object, `has no way out to ${value} (${wayOf(name)})`];
      }
    }
  }
}

// Every alert but those that are left out is there, leads to its page, and watches the disks that are named.
function* alerts(objects, { values, alerts: known }) {
  const { without = [], runbookBase, mountpoints = "/disques/.*", claims = "reconciliation.*" } = values.monitoring?.prometheusRule ?? {};
  const page = runbookBase ? `${runbookBase}infra/ALERTS.md` : "{{ $externalLabels.runbook }}";
  const files = objects.filter((o) => o.kind === "PrometheusRule");
  const found = files.flatMap((object) => object.spec.groups.flatMap((g) => g.rules).filter((r) => r.alert).map((rule) => ({ object, rule })));
  for (const { object, rule } of found) {
    if (without.includes(rule.alert)) yield [object, `${rule.alert} was to be left out`];
    const leads = rule.annotations.runbook_url;
    if (leads !== `${page}#${rule.alert.toLowerCase()}`) yield [object, `${rule.alert} leads to ${leads}`];
    const watches = [`mountpoint=~"${mountpoints}"`, `persistentvolumeclaim=~"${claims}"`].every((m) => rule.expr.includes(m));
    if (rule.alert === "DisquePresquePlein" && !watches) yield [object, `${rule.alert} watches other disks than it is told`];
  }
  const lost = files.length === 0 ? [] : known.filter((name) => !without.includes(name) && !found.some(({ rule }) => rule.alert === name));
  if (lost.length > 0) yield [files[0], `lacks ${lost.join(", ")}`];
}

const rules = { rights, secretsAreFilesOfOne, probes, references, everyPart, variables, scalers, foldersOfOne, ways, alerts };

// Of one rendering what the rules refuse.
export function byRule(where, objects, madeOf) {
  return Object.values(rules).flatMap((rule) => [...rule(objects, madeOf)]
    .map(([o, what]) => `${where} ${o.kind} ${o.metadata.name}: ${what}`));
}
