// Two minutes before a session ends the page says so; when it has ended, the screen is cleared of what it showed. All windows of the
// browser share one session: activity in one keeps the others open, and signing out in one closes them all.
import { keepAll } from './drafts.js';
import { post } from './forms.js';

const WARNING_SECONDS = 120;
const SIGN_IN = '/connexion';

export function install(body) {
  const idleSeconds = Number(body.dataset.inactivite);
  if (!idleSeconds) return;
  const windows = new BroadcastChannel('session');
  const signOut = document.querySelector('form.session');
  let warning, closing, dialog;
  const arm = () => {
    clearTimeout(warning);
    clearTimeout(closing);
    dialog?.remove();
    warning = setTimeout(() => { dialog = ask(extend); }, (idleSeconds - WARNING_SECONDS) * 1000);
    closing = setTimeout(() => { keepAll(); windows.postMessage('fin'); signOut.submit(); }, idleSeconds * 1000);
  };
  const extend = async () => {
    if (!(await post('/session')).ok) return leave();
    windows.postMessage('actif');
    arm();
  };
  windows.addEventListener('message', e => e.data === 'fin' ? leave() : arm());
  signOut.addEventListener('submit', () => windows.postMessage('fin'));
  windows.postMessage('actif');
  arm();
}

// Back to this page after the new sign-in, with what was typed on it.
function leave() {
  keepAll();
  location.replace(`${SIGN_IN}?retour=${encodeURIComponent(location.pathname + location.search)}`);
}

function ask(extend) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'fin-de-session');
  dialog.innerHTML = '<p id="fin-de-session">Votre session se termine dans deux minutes.</p><button class="bouton principal" autofocus>Rester connecté</button>';
  document.body.append(dialog);
  dialog.querySelector('button').addEventListener('click', extend);
  dialog.showModal();
  return dialog;
}
