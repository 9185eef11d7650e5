// Requests of the console's own scripts carry the antiforgery token of a form of the page.
export const FRAGMENT = { 'X-Fragment': '1' };

export function token() {
  return document.querySelector('input[name="jeton"]')?.value ?? '';
}

export function post(address, fields = {}, options = {}) {
  return fetch(address, { method: 'POST', headers: FRAGMENT, body: new URLSearchParams({ ...fields, jeton: token() }), ...options });
}
