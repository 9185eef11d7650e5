// Alt and an arrow lead from a soin of a work list to the next row, and to the one before.
export function install(root) {
  root.addEventListener('keydown', e => {
    if (!e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || e.target.closest('select')) return;
    const link = root.querySelector(`[data-touche="${e.key}"]`);
    if (!link) return;
    e.preventDefault();
    link.click();
  });
}
