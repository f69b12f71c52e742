// The box in the header: "/" goes there, what is typed is suggested (ARIA combobox with a listbox).
const box = document.getElementById("site-search");
const list = document.getElementById("site-suggestions");

if (box && list) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  const options = () => [...list.querySelectorAll("[role=option]")];

  const choose = (option) => {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else box.removeAttribute("aria-activedescendant");
  };

  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) choose(null);
  };

  const close = () => {
    window.htmx.trigger(box, "htmx:abort"); // an answer on its way would open it again
    show(false);
  };

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list) return;
    choose(null);
    show(document.activeElement === box && options().length > 0);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is still at work on the letter
    const all = list.hidden ? [] : options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && options().length) {
      event.preventDefault();
      if (list.hidden) show(true);
      const places = options();
      // Beyond either end lies the box itself, then the other end.
      const next = at + steps[event.key];
      choose(next === -2 ? places.at(-1) : (places[next] ?? null));
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      window.location.assign(all[at].dataset.address);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) box.value = "";
      close();
    }
  });

  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) window.location.assign(option.dataset.address);
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
