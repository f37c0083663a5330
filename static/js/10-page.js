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

// A narrow Menu is a popover; in a wide window it is part of the header and must not stay in the top layer.
matchMedia("(min-width: 66rem)").addEventListener("change", (wide) => {
  const menu = document.getElementById("site-nav");
  if (wide.matches && menu?.matches(":popover-open")) menu.hidePopover();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Copying as plain text; without this the link shows the text.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy-text]");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const status = document.getElementById("status");
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.status);
    await navigator.clipboard.writeText(await answer.text());
    status.textContent = "Copied";
    link.classList.add("is-done");
    setTimeout(() => link.classList.remove("is-done"), 1500);
  } catch {
    location.href = link.href;
  }
});

// While a part is on its way: aria-busy for the dimmed look and for screen readers.
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
for (const name of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(name, (event) => event.detail.target?.removeAttribute("aria-busy"));
}

// Fields left empty stay out of the address.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") return; // an empty field of a form is said, too
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});

// Back undoes a choice, not a letter: what is typed in one go is one entry of the history, and the same address
// never stands there twice.
let typing = false;
document.addEventListener("htmx:beforeHistoryUpdate", (event) => {
  const update = event.detail.history;
  const typed = event.detail.requestConfig.triggeringEvent?.type === "input";
  const same = new URL(update.path, location).href === location.href;
  if (same || (typed && typing)) update.type = "replace";
  typing = typed || (typing && same);
});
let restoring;
addEventListener("popstate", () => {
  typing = false;
  for (const busy of document.querySelectorAll(".htmx-request")) htmx.trigger(busy, "htmx:abort");
});
document.addEventListener("htmx:historyCacheMiss", (event) => {
  restoring?.abort(); // Back pressed twice: the first answer may come last
  restoring = event.detail.xhr;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.target;
  const { elt: asked, path } = event.detail.requestConfig ?? {};
  // A list says how much it holds now; the layout's live region stays in place, so that it is read out.
  const count = part.querySelector("[data-count]");
  if (count) document.getElementById("status").textContent = count.textContent;
  // The drawing above the cards shows which layer they belong to.
  if (part.id === "layer") {
    for (const link of document.querySelectorAll(".slab__head a")) {
      const chosen = link.getAttribute("hx-get") === path;
      link.closest(".slab").classList.toggle("is-chosen", chosen);
      chosen ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    }
  }
  // The link that was pressed may be gone: reading goes on where the new part begins.
  const start = asked?.tagName === "A" && part.querySelector("[tabindex='-1']");
  if (!start) return;
  start.focus({ preventScroll: true });
  const { top, bottom } = start.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) start.scrollIntoView();
});
