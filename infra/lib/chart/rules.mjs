// What this project asks of its own chart, beyond what Kubernetes accepts. Each rule is given one rendering: its objects.

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

const rules = { rights, secretsAreFilesOfOne, probes, references, everyPart };

// Of one rendering what the rules refuse.
export function byRule(where, objects) {
  return Object.values(rules).flatMap((rule) => [...rule(objects)].map(([o, what]) => `${where} ${o.kind} ${o.metadata.name}: ${what}`));
}
