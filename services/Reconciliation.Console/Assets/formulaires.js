// Requests of the console's own scripts: they carry the token of a form of the page.
export const FRAGMENT = { 'X-Fragment': '1' };

export function jeton() {
  return document.querySelector('input[name="jeton"]')?.value ?? '';
}

export function poster(adresse, champs = {}, options = {}) {
  return fetch(adresse, { method: 'POST', headers: FRAGMENT, body: new URLSearchParams({ ...champs, jeton: jeton() }), ...options });
}
