// Work lists: ticks all rows at once, says how many are ticked, and leads to what came of the action before.
export function installer(racine) {
  racine.querySelector('[data-focus]')?.focus();
  for (const formulaire of racine.querySelectorAll('[data-masse]')) new Masse(formulaire);
}

class Masse {
  constructor(formulaire) {
    this.lignes = [...formulaire.querySelectorAll('tbody input[type=checkbox]')];
    this.tout = formulaire.querySelector('[data-tout]');
    this.nombre = formulaire.querySelector('[data-nombre]');
    this.tout.hidden = false;
    this.tout.addEventListener('change', () => {
      for (const ligne of this.lignes) ligne.checked = this.tout.checked;
    });
    formulaire.addEventListener('change', () => this.compter());
    this.compter();
  }

  compter() {
    const cochees = this.lignes.filter(l => l.checked).length;
    this.tout.checked = cochees === this.lignes.length;
    this.tout.indeterminate = cochees > 0 && !this.tout.checked;
    this.nombre.textContent = cochees === 0 ? 'aucune ligne cochée' : cochees === 1 ? '1\u00a0ligne cochée' : `${cochees}\u00a0lignes cochées`;
  }
}
