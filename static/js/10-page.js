// Everything works without this file; it only makes some things quicker.
"use strict";
const root = document.documentElement;
root.classList.add("js"); // hides the buttons that only a browser without JavaScript needs

// "/" goes to the search field: never while typing, never with a modifier, and a reader can switch it off.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (root.dataset.slash === "off" || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.getElementById("q");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// A narrow Menu is a popover; in a wide window it is part of the header and must not sit in the top layer.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-all]");
  if (!opener) return;
  const all = [...document.querySelectorAll(opener.dataset.openAll)];
  const open = all.some((details) => !details.open);
  for (const details of all) details.open = open;
  opener.textContent = open ? "Close all answers" : "Open all answers";
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// After a part was exchanged, keep aria-busy honest for the dimmed look and for screen readers.
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
for (const name of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(name, (event) => event.detail.target?.removeAttribute("aria-busy"));
}
