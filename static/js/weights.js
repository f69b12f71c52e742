// Sliders tell their value while they move; where there is room beside the list they stand open.
document.addEventListener("input", (event) => {
  const slider = event.target;
  if (!(slider instanceof HTMLInputElement) || slider.type !== "range") return;
  const shown = document.querySelector(`output[for="${slider.id}"]`);
  if (shown) shown.textContent = Number(slider.value).toLocaleString(document.documentElement.lang);
});
const weights = document.getElementById("weights");
if (weights && window.matchMedia("(min-width: 900px)").matches) weights.open = true;
