// The search field as a combobox: HTMX brings the list, this file moves through it. Without it the form works as it is.
"use strict";
(() => {
  const field = document.getElementById("q");
  const box = document.getElementById("suggestions");
  if (!field || !box || !field.hasAttribute("hx-get")) return;
  const status = document.getElementById("status"); // the layout's live region
  let chosen = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");

  const options = () => [...box.querySelectorAll("[role=option]")];
  const open = (yes) => {
    box.hidden = !yes;
    field.setAttribute("aria-expanded", String(yes));
    yes ? field.setAttribute("aria-controls", "suggest-list") : field.removeAttribute("aria-controls");
    if (!yes) choose(-1);
  };
  const choose = (number) => {
    const all = options();
    chosen = all.length ? (number + all.length + 1) % (all.length + 1) : -1;
    if (chosen === all.length || number === -1) chosen = -1;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    }
  };

  // Two letters are enough to ask; fewer close the list. What was typed since then makes an answer stale.
  field.addEventListener("htmx:configRequest", (event) => {
    if (field.value.trim().length < 2) {
      event.preventDefault();
      open(false);
    }
  });
  box.addEventListener("htmx:beforeSwap", (event) => {
    const asked = new URL(event.detail.xhr.responseURL).searchParams.get("q");
    if (asked !== field.value || document.activeElement !== field) event.detail.shouldSwap = false;
  });
  box.addEventListener("htmx:afterSwap", () => {
    const list = box.querySelector("[role=listbox]");
    const said = box.querySelector("[data-said]"); // the list, or why there is none for the moment
    open(Boolean(list));
    box.hidden = !said;
    status.textContent = said ? said.dataset.said : "No suggestions";
  });

  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (box.hidden && options().length) open(true);
      if (box.hidden) return;
      event.preventDefault();
      const all = options().length;
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? all - 1 : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      options()[chosen].click();
    } else if (event.key === "Escape" && !box.hidden) {
      event.preventDefault();
      open(false);
    }
  });
  field.addEventListener("blur", () => setTimeout(() => { if (!box.contains(document.activeElement)) open(false); }, 150));
  box.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus while one clicks
})();
