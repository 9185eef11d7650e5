import { areOn } from './keys.js';

// "?" shows the keys, from anywhere but a field; so does the button of the header.
export function install(root) {
  const dialog = root.getElementById('aide');
  const button = root.querySelector('[data-aide]');
  if (!dialog || !button) return;
  button.hidden = false;
  button.addEventListener('click', () => dialog.showModal());
  root.addEventListener('keydown', e => {
    if (!areOn() || e.key !== '?' || e.ctrlKey || e.metaKey || e.altKey || dialog.open) return;
    if (e.target.closest('input, textarea, select, [contenteditable]')) return;
    e.preventDefault();
    dialog.showModal();
  });
}
