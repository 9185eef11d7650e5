// Buttons that copy a text, or what an element says.
import { annoncer } from './annonce.js';

export function installer(racine) {
  for (const bouton of racine.querySelectorAll('[data-copie], [data-copie-de]')) {
    bouton.hidden = false;
    bouton.addEventListener('click', () => copier(bouton));
  }
}

async function copier(bouton) {
  const source = bouton.dataset.copieDe ? document.getElementById(bouton.dataset.copieDe) : null;
  const texte = source ? source.innerText.trim() : bouton.dataset.copie;
  try {
    await navigator.clipboard.writeText(texte);
    annoncer('Copié.');
  } catch {
    // The browser refuses its clipboard: select the text, so that the keyboard copies it.
    if (source) getSelection().selectAllChildren(source);
    annoncer('Copie refusée par le navigateur : le texte est sélectionné, faites Ctrl+C.');
  }
}
