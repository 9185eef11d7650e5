// An open page follows its soins: when one changes, the page takes the new text and announces it. It says when it no longer follows.
import { announce } from './announce.js';
import { FRAGMENT } from './forms.js';
import { install as copy } from './copy.js';

const FOLLOWING = 'Mise à jour en direct';
const INTERRUPTED = 'Mise à jour interrompue\u00a0: rechargez la page pour voir ce qui a changé';

let status = '';

export function install(root) {
  const page = root.querySelector('[data-direct]');
  if (!page) return;
  const source = new EventSource(page.dataset.direct);
  source.addEventListener('suivi', () => show(FOLLOWING));
  source.addEventListener('version', () => refresh());
  // After a short interruption the browser reconnects by itself and hears of what it missed.
  source.addEventListener('error', () => source.readyState === EventSource.CLOSED && show(INTERRUPTED));
  addEventListener('pagehide', () => source.close());
}

function show(sentence = status) {
  status = sentence;
  for (const area of document.querySelectorAll('[data-suivi]')) {
    area.textContent = sentence;
    area.hidden = !sentence;
    area.classList.toggle('interrompu', sentence === INTERRUPTED);
  }
}

async function refresh() {
  const answer = await fetch(location.href, { headers: FRAGMENT });
  if (!answer.ok) return show(INTERRUPTED);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-direct]');
  const stale = document.querySelector('[data-direct]');
  if (!fresh || !stale) return;
  keep(stale, fresh);
  const focus = stale.contains(document.activeElement) ? document.activeElement.id : null;
  stale.replaceWith(fresh);
  if (focus) document.getElementById(focus)?.focus();
  copy(fresh);
  show();
  const now = new Date();
  announce(`Page mise à jour à ${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, '0')}.`);
}

// Details that the agent opened stay open, and fields and ticks stay as the agent left them.
function keep(stale, fresh) {
  const open = new Set([...stale.querySelectorAll('details[open][id]')].map(d => d.id));
  for (const details of fresh.querySelectorAll('details[id]')) details.open ||= open.has(details.id);
  for (const field of fresh.querySelectorAll('input:not([type=hidden])')) {
    const isTick = field.type === 'checkbox';
    const before = [...stale.querySelectorAll('input:not([type=hidden])')]
      .find(c => c.name === field.name && c.id === field.id && (!isTick || c.value === field.value));
    if (before && isTick) field.checked = before.checked;
    else if (before && before.value !== before.defaultValue) field.value = before.value;
  }
}
