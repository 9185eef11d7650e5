// An open page follows its soins: when one changes, the page takes its new text and says so. It also says when it does not follow any more.
import { annoncer } from './annonce.js';
import { FRAGMENT } from './formulaires.js';
import { installer as copie } from './copie.js';

const SUIVI = 'Mise à jour en direct';
const INTERROMPU = 'Mise à jour interrompue\u00a0: rechargez la page pour voir ce qui a changé';

let etat = '';

export function installer(racine) {
  const page = racine.querySelector('[data-direct]');
  if (!page) return;
  const flux = new EventSource(page.dataset.direct);
  flux.addEventListener('suivi', () => montrer(SUIVI));
  flux.addEventListener('version', () => actualiser());
  // While it is only interrupted, the browser comes back by itself, and hears of what it missed.
  flux.addEventListener('error', () => flux.readyState === EventSource.CLOSED && montrer(INTERROMPU));
  addEventListener('pagehide', () => flux.close());
}

function montrer(phrase = etat) {
  etat = phrase;
  for (const zone of document.querySelectorAll('[data-suivi]')) {
    zone.textContent = phrase;
    zone.hidden = !phrase;
    zone.classList.toggle('interrompu', phrase === INTERROMPU);
  }
}

async function actualiser() {
  const reponse = await fetch(location.href, { headers: FRAGMENT });
  if (!reponse.ok) return montrer(INTERROMPU);
  const nouvelle = new DOMParser().parseFromString(await reponse.text(), 'text/html').querySelector('[data-direct]');
  const ancienne = document.querySelector('[data-direct]');
  if (!nouvelle || !ancienne) return;
  garder(ancienne, nouvelle);
  const focus = ancienne.contains(document.activeElement) ? document.activeElement.id : null;
  ancienne.replaceWith(nouvelle);
  if (focus) document.getElementById(focus)?.focus();
  copie(nouvelle);
  montrer();
  const maintenant = new Date();
  annoncer(`Page mise à jour à ${maintenant.getHours()}\u00a0h\u00a0${String(maintenant.getMinutes()).padStart(2, '0')}.`);
}

// What the agent opened stays open, and what they wrote or ticked stays as it was.
function garder(ancienne, nouvelle) {
  const ouverts = new Set([...ancienne.querySelectorAll('details[open][id]')].map(d => d.id));
  for (const details of nouvelle.querySelectorAll('details[id]')) details.open ||= ouverts.has(details.id);
  for (const champ of nouvelle.querySelectorAll('input:not([type=hidden])')) {
    const choix = champ.type === 'checkbox';
    const avant = [...ancienne.querySelectorAll('input:not([type=hidden])')]
      .find(c => c.name === champ.name && c.id === champ.id && (!choix || c.value === champ.value));
    if (avant && choix) champ.checked = avant.checked;
    else if (avant && avant.value !== avant.defaultValue) champ.value = avant.value;
  }
}
