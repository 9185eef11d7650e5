// A work list ticks all rows at once, says how many are ticked, and moves the focus to the outcome of the last action.
export function install(root) {
  root.querySelector('[data-focus]')?.focus();
  for (const form of root.querySelectorAll('[data-masse]')) new BulkSelection(form);
}

class BulkSelection {
  constructor(form) {
    this.rows = [...form.querySelectorAll('tbody input[type=checkbox]')];
    this.all = form.querySelector('[data-tout]');
    this.count = form.querySelector('[data-nombre]');
    this.all.hidden = false;
    this.count.setAttribute('role', 'status');
    this.all.addEventListener('change', () => {
      for (const row of this.rows) row.checked = this.all.checked;
    });
    form.addEventListener('change', () => this.showCount());
    this.showCount();
  }

  showCount() {
    const ticked = this.rows.filter(r => r.checked).length;
    this.all.checked = ticked === this.rows.length;
    this.all.indeterminate = ticked > 0 && !this.all.checked;
    this.count.textContent = ticked === 0 ? 'aucune ligne cochée' : ticked === 1 ? '1\u00a0ligne cochée' : `${ticked}\u00a0lignes cochées`;
  }
}
