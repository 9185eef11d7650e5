// The search box as a combobox: answers as one types, arrows to choose, Enter to open, Escape to close; "/" leads to it from anywhere.
import { poster } from './formulaires.js';

const ATTENTE = 120;

export function installer(racine) {
  const formulaire = racine.querySelector('[data-recherche]');
  if (formulaire) new Recherche(formulaire);
}

class Recherche {
  constructor(formulaire) {
    this.champ = formulaire.querySelector('input[role="combobox"]');
    this.liste = formulaire.querySelector('[role="listbox"]');
    this.active = -1;
    this.champ.addEventListener('input', () => this.attendre());
    this.champ.addEventListener('keydown', e => this.touche(e));
    this.champ.addEventListener('focus', () => this.champ.value.trim() && this.liste.childElementCount && this.montrer(true));
    formulaire.addEventListener('focusout', e => formulaire.contains(e.relatedTarget) || this.montrer(false));
    // The field keeps the focus while the pointer chooses.
    this.liste.addEventListener('mousedown', e => e.preventDefault());
    this.liste.addEventListener('click', e => this.ouvrir(e.target.closest('[role="option"]')));
    document.addEventListener('keydown', e => {
      if (e.key === '/' && !e.ctrlKey && !e.metaKey && !e.altKey && !e.target.closest('input, textarea, select, [contenteditable]')) {
        e.preventDefault();
        this.champ.focus();
        this.champ.select();
      }
    });
  }

  get options() {
    return [...this.liste.querySelectorAll('[role="option"]')];
  }

  attendre() {
    clearTimeout(this.minuterie);
    this.minuterie = setTimeout(() => this.suggerer(), ATTENTE);
  }

  async suggerer() {
    this.demande?.abort();
    this.demande = new AbortController();
    const texte = this.champ.value.trim();
    if (!texte) return this.montrer(false);
    try {
      const reponse = await poster('/recherche/suggestions', { q: texte }, { signal: this.demande.signal });
      if (!reponse.ok) return this.montrer(false);
      this.liste.innerHTML = await reponse.text();
      this.liste.dataset.pour = texte;
      this.choisir(-1);
      this.montrer(true);
    } catch (erreur) {
      if (erreur.name !== 'AbortError') this.montrer(false);
    }
  }

  montrer(ouverte) {
    this.liste.hidden = !ouverte;
    this.champ.setAttribute('aria-expanded', String(ouverte));
    if (!ouverte) this.choisir(-1);
  }

  choisir(rang) {
    const options = this.options;
    this.active = options.length ? Math.max(-1, Math.min(rang, options.length - 1)) : -1;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === this.active)));
    const choisie = options[this.active];
    if (choisie) {
      this.champ.setAttribute('aria-activedescendant', choisie.id);
      choisie.scrollIntoView({ block: 'nearest' });
    } else {
      this.champ.removeAttribute('aria-activedescendant');
    }
  }

  touche(e) {
    const ouverte = !this.liste.hidden;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (!ouverte && this.liste.childElementCount) this.montrer(true);
      this.choisir(this.active + (e.key === 'ArrowDown' ? 1 : -1));
    } else if (e.key === 'Escape' && ouverte) {
      e.preventDefault();
      this.montrer(false);
    } else if (e.key === 'Enter' && ouverte && this.active >= 0) {
      e.preventDefault();
      this.ouvrir(this.options[this.active]);
    }
  }

  ouvrir(option) {
    if (option?.dataset.adresse) location.assign(option.dataset.adresse);
  }
}
