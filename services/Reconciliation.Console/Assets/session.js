// Says two minutes before a session ends that it will, and clears the screen of what it showed when it has. All windows of the browser
// have one session: what is done in one keeps the others open, and signing out in one closes them all.
import { poster } from './formulaires.js';

const PREAVIS = 120;
const FIN = '/connexion';

export function installer(corps) {
  const inactivite = Number(corps.dataset.inactivite);
  if (!inactivite) return;
  const fenetres = new BroadcastChannel('session');
  const sortie = document.querySelector('form.session');
  let avertir, fermer, dialogue;
  const armer = () => {
    clearTimeout(avertir);
    clearTimeout(fermer);
    dialogue?.remove();
    avertir = setTimeout(() => { dialogue = demander(prolonger); }, (inactivite - PREAVIS) * 1000);
    fermer = setTimeout(() => { fenetres.postMessage('fin'); sortie.submit(); }, inactivite * 1000);
  };
  const prolonger = async () => {
    if (!(await poster('/session')).ok) return location.replace(FIN);
    fenetres.postMessage('actif');
    armer();
  };
  fenetres.addEventListener('message', e => e.data === 'fin' ? location.replace(FIN) : armer());
  sortie.addEventListener('submit', () => fenetres.postMessage('fin'));
  fenetres.postMessage('actif');
  armer();
}

function demander(prolonger) {
  const dialogue = document.createElement('dialog');
  dialogue.setAttribute('aria-labelledby', 'fin-de-session');
  dialogue.innerHTML = '<p id="fin-de-session">Votre session se termine dans deux minutes.</p><button class="bouton principal" autofocus>Rester connecté</button>';
  document.body.append(dialogue);
  dialogue.querySelector('button').addEventListener('click', prolonger);
  dialogue.showModal();
  return dialogue;
}
