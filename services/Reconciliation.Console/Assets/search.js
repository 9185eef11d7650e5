// The search box is a combobox: it answers as one types; arrows choose, Enter opens, Escape closes, and "/" leads to it from anywhere.
import { post } from './forms.js';
import { areOn } from './keys.js';

const TYPING_PAUSE_MS = 120;

export function install(root) {
  const form = root.querySelector('[data-recherche]');
  if (form) new SearchBox(form);
}

class SearchBox {
  constructor(form) {
    this.field = form.querySelector('input[role="combobox"]');
    this.list = form.querySelector('[role="listbox"]');
    this.status = document.getElementById('etat-recherche');
    this.active = -1;
    this.field.addEventListener('input', () => this.schedule());
    this.field.addEventListener('keydown', e => this.onKey(e));
    this.field.addEventListener('focus', () => this.field.value.trim() && this.list.childElementCount && this.show(true));
    form.addEventListener('focusout', e => form.contains(e.relatedTarget) || this.show(false));
    // The field keeps the focus while the pointer chooses.
    this.list.addEventListener('mousedown', e => e.preventDefault());
    this.list.addEventListener('click', e => this.open(e.target.closest('[role="option"]')));
    document.addEventListener('keydown', e => {
      if (!areOn() || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === '/' && !e.target.closest('input, textarea, select, [contenteditable]')) {
        e.preventDefault();
        this.field.focus();
        this.field.select();
      }
    });
  }

  get options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), TYPING_PAUSE_MS);
  }

  async suggest() {
    this.request?.abort();
    this.request = new AbortController();
    const text = this.field.value.trim();
    if (!text) return this.show(false);
    try {
      const answer = await post('/recherche/suggestions', { q: text }, { signal: this.request.signal });
      if (!answer.ok) return this.show(false);
      this.list.innerHTML = await answer.text();
      this.list.dataset.pour = text;
      this.tell();
      this.choose(-1);
      this.show(true);
    } catch (error) {
      if (error.name !== 'AbortError') this.show(false);
    }
  }

  // A list holds options alone: what else is in it is read as a status.
  tell() {
    const sentences = [...this.list.children].filter(e => e.tagName === 'P');
    for (const sentence of sentences) sentence.setAttribute('aria-hidden', 'true');
    const count = this.options.length;
    const found = count === 0 ? 'Aucun résultat.' : count === 1 ? '1\u00a0résultat.' : `${count}\u00a0résultats.`;
    this.status.textContent = [found, ...sentences.map(s => s.textContent.trim())].join(' ');
  }

  show(isOpen) {
    this.list.hidden = !isOpen;
    this.field.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen) this.choose(-1);
  }

  choose(index) {
    const options = this.options;
    this.active = options.length ? Math.max(-1, Math.min(index, options.length - 1)) : -1;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === this.active)));
    const chosen = options[this.active];
    if (chosen) {
      this.field.setAttribute('aria-activedescendant', chosen.id);
      chosen.scrollIntoView({ block: 'nearest' });
    } else {
      this.field.removeAttribute('aria-activedescendant');
    }
  }

  onKey(e) {
    const isOpen = !this.list.hidden;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault();
      if (!isOpen && this.list.childElementCount) this.show(true);
      this.choose(this.active + (e.key === 'ArrowDown' ? 1 : -1));
    } else if (e.key === 'Escape' && isOpen) {
      e.preventDefault();
      this.show(false);
    } else if (e.key === 'Enter' && isOpen && this.active >= 0) {
      e.preventDefault();
      this.open(this.options[this.active]);
    }
  }

  open(option) {
    if (!option?.dataset.adresse) return;
    // By the form, so that the reason beside the search goes along.
    const chosen = Object.assign(document.createElement('input'), { type: 'hidden', name: 'ouvrir', value: option.dataset.adresse });
    this.field.form.append(chosen);
    this.field.form.submit();
  }
}
