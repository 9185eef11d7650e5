// Shows one sentence, for eyes and screen readers alike, for some seconds.
let hideTimer;

export function announce(sentence) {
  const area = document.getElementById('annonce');
  area.textContent = sentence;
  area.classList.add('visible');
  clearTimeout(hideTimer);
  hideTimer = setTimeout(() => area.classList.remove('visible'), 6000);
}
