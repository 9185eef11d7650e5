// One sentence for eyes and screen readers alike.
let fin;

export function annoncer(phrase) {
  const zone = document.getElementById('annonce');
  zone.textContent = phrase;
  zone.classList.add('visible');
  clearTimeout(fin);
  fin = setTimeout(() => zone.classList.remove('visible'), 6000);
}
