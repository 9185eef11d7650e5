// What an agent typed outlives the end of a session and an answer that could not be given: this window keeps it until the page on which it
// was typed is there again, for the same agent.
const KEY = 'brouillon';

export function install(root) {
  const failed = root.querySelector('[data-gardes]');
  const kept = [...root.querySelectorAll('[data-garde]')];
  if (failed?.dataset.gardes && kept.length) save(failed.dataset.gardes, kept.map(f => [f.dataset.garde, f.value]));
  restore(root);
  const way = root.querySelector('[data-reprise]');
  const draft = read();
  if (way && draft && !document.body.dataset.agent) {
    way.hidden = false;
    way.querySelector('a').href = `/connexion?retour=${encodeURIComponent(draft.address)}`;
  }
}

/** Keeps what stands in the forms of the page, before the page goes. */
export function keepAll() {
  const typed = [...document.querySelectorAll('[data-brouillon] :is(input:not([type=hidden], [type=checkbox]), select, textarea)')]
    .filter(isTyped).map(f => [f.name, f.value, f.id]);
  if (typed.length) save(location.pathname + location.search, typed);
}

function isTyped(field) {
  const before = field.tagName === 'SELECT' ? [...field.options].find(o => o.defaultSelected)?.value : field.defaultValue;
  return field.value && field.value !== before;
}

function save(address, fields) {
  const agent = document.body.dataset.agent || read()?.agent;
  sessionStorage.setItem(KEY, JSON.stringify({ address, agent, fields }));
}

function read() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
}

function restore(root) {
  const draft = read();
  const agent = document.body.dataset.agent;
  if (!draft || !agent) return;
  if (draft.agent && draft.agent !== agent) return sessionStorage.removeItem(KEY);
  if (new URL(draft.address, location.href).pathname !== location.pathname) return;
  for (const [name, text, id] of draft.fields) {
    const fields = [...root.querySelectorAll('[data-brouillon] :is(input:not([type=hidden]), select, textarea)')].filter(f => f.name === name);
    const field = fields.find(f => f.id === id) ?? (fields.length === 1 ? fields[0] : fields.find(f => !f.value || f.tagName === 'TEXTAREA'));
    if (!field) continue;
    field.closest('details')?.setAttribute('open', '');
    field.value = text;
  }
  sessionStorage.removeItem(KEY);
}
