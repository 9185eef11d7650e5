// Buttons copy the text that they carry (data-copie), or the text of the element that they name (data-copie-de).
import { announce } from './announce.js';

export function install(root) {
  for (const button of root.querySelectorAll('[data-copie], [data-copie-de]')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }
}

async function copy(button) {
  const source = button.dataset.copieDe ? document.getElementById(button.dataset.copieDe) : null;
  const text = source ? source.innerText.trim() : button.dataset.copie;
  try {
    await navigator.clipboard.writeText(text);
    announce('Copié.');
  } catch {
    // The browser refuses its clipboard: select the text, so that the keyboard copies it.
    if (source) getSelection().selectAllChildren(source);
    announce('Copie refusée par le navigateur : le texte est sélectionné, faites Ctrl+C.');
  }
}
