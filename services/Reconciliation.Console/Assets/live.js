// An open page follows its soins: when one changes, the page takes the new text and says what changed. It says so when it no longer
// follows: a line without a sign of life for two beats is none.
import { announce } from './announce.js';
import { FRAGMENT } from './forms.js';
import { install as copy } from './copy.js';

const FOLLOWING = 'Mise à jour en direct';
const INTERRUPTED = 'Mise à jour interrompue\u00a0: rechargez la page pour voir ce qui a changé';
// The server gives a sign of life every 15 seconds.
const SILENCE_MAX_MS = 2 * 15_000 + 2_000;

let status = '';
let silence;

export function install(root) {
  const page = root.querySelector('[data-direct]');
  if (!page) return;
  const source = new EventSource(page.dataset.direct);
  source.addEventListener('suivi', alive);
  source.addEventListener('battement', alive);
  source.addEventListener('version', () => alive() || refresh());
  // After a short interruption the browser reconnects by itself and hears of what it missed.
  source.addEventListener('error', () => source.readyState === EventSource.CLOSED && show(INTERRUPTED));
  addEventListener('pagehide', () => source.close());
}

// Whether the page is read again already.
function alive() {
  clearTimeout(silence);
  silence = setTimeout(() => show(INTERRUPTED), SILENCE_MAX_MS);
  // What happened while nothing was heard is read before it is said that the page is up to date.
  const isBehind = status === INTERRUPTED;
  if (isBehind) refresh();
  show(FOLLOWING);
  return isBehind;
}

function show(sentence = status) {
  if (sentence === INTERRUPTED && status !== INTERRUPTED) announce(sentence);
  status = sentence;
  for (const area of document.querySelectorAll('[data-suivi]')) {
    area.textContent = sentence;
    area.hidden = !sentence;
    area.classList.toggle('interrompu', sentence === INTERRUPTED);
  }
}

async function refresh() {
  let answer;
  try {
    answer = await fetch(location.href, { headers: FRAGMENT });
  } catch {
    return show(INTERRUPTED);
  }
  if (!answer.ok) return show(INTERRUPTED);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-direct]');
  const stale = document.querySelector('[data-direct]');
  if (!fresh || !stale) return;
  const changes = differences(stale, fresh);
  keep(stale, fresh);
  const focus = stale.contains(document.activeElement) ? document.activeElement.id : null;
  stale.replaceWith(fresh);
  if (focus) document.getElementById(focus)?.focus();
  copy(fresh);
  show();
  const now = new Date();
  announce(`Page mise à jour à ${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, '0')}${changes}.`);
}

// Which soins are new, or in another situation than before.
function differences(stale, fresh) {
  const before = new Map([...stale.querySelectorAll('[data-soin]')].map(row => [row.dataset.soin, row.dataset.resume]));
  const sentences = [];
  for (const { dataset: row } of fresh.querySelectorAll('[data-soin]')) {
    if (!before.has(row.soin)) sentences.push(`${row.nom}, nouveau`);
    else if (before.get(row.soin) !== row.resume) sentences.push(`${row.nom}, ${before.get(row.soin)} → ${row.resume}`);
  }
  return sentences.length ? `\u00a0: ${sentences.join(' ; ')}` : '';
}

// Details that the agent opened stay open, and fields and ticks stay as the agent left them.
function keep(stale, fresh) {
  const open = new Set([...stale.querySelectorAll('details[open][id]')].map(d => d.id));
  for (const details of fresh.querySelectorAll('details[id]')) details.open ||= open.has(details.id);
  for (const field of fresh.querySelectorAll('input:not([type=hidden]), select')) {
    const isTick = field.type === 'checkbox';
    const before = [...stale.querySelectorAll('input:not([type=hidden]), select')]
      .find(c => c.name === field.name && c.id === field.id && (!isTick || c.value === field.value));
    if (before && isTick) field.checked = before.checked;
    else if (before && before.value !== before.defaultValue) field.value = before.value;
  }
}
