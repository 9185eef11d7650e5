// Keys of one sign, "/" and "?", can be switched off: who speaks to the browser, or types with a tremor, presses them unmeant. This browser
// remembers it.
const KEY = 'sans-touches';

export function areOn() {
  return localStorage.getItem(KEY) === null;
}

export function install(root) {
  const choice = root.querySelector('[data-touches]');
  if (!choice) return;
  choice.checked = areOn();
  choice.addEventListener('change', () => (choice.checked ? localStorage.removeItem(KEY) : localStorage.setItem(KEY, '1')));
}
