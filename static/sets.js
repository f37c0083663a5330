// Building a set: dragging, what became of each change, and copying an address. Without this file buttons do the same.
"use strict";
(() => {
  const status = document.getElementById("status"); // the layout's live region
  const say = (text) => { if (status) status.textContent = text; };

  // What became of what was typed: shown beside it, and kept from being lost by leaving the page.
  const unsaved = new Set();
  const stateOf = (form) => form.querySelector(".state");
  const show = (form, text, bad) => {
    const state = stateOf(form);
    if (!state) return;
    state.textContent = text;
    state.classList.toggle("is-bad", Boolean(bad));
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-autosave]");
    if (!form) return;
    unsaved.add(form);
    show(form, "Not saved yet");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-autosave]")) show(event.target, "Saving…");
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (!target.matches("[data-autosave]")) return;
    if (detail.successful) {
      unsaved.delete(target);
      stateOf(target)?.classList.remove("is-bad");
    } else if (detail.xhr.status !== 400 && detail.xhr.status !== 409) {
      show(target, detail.xhr.status === 403 ? "Not saved. Sign in again in another tab, then press Save." : "Not saved. Your text stays here; press Save to try again.", true);
    }
  });
  document.addEventListener("htmx:sendError", ({ target }) => {
    if (target.matches("[data-autosave]")) show(target, "Not saved. You seem to be offline; your text stays here.", true);
  });
  addEventListener("beforeunload", (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  });
  addEventListener("online", () => unsaved.forEach((form) => form.isConnected && form.requestSubmit()));

  // Dragging by the handle, with mouse, pen or finger; the arrows beside it do the same with the keyboard.
  const grips = (root) => {
    for (const item of root.querySelectorAll("li[data-item]")) {
      const controls = item.querySelector(".set__ctl");
      if (!controls || controls.querySelector(".set__grip")) continue;
      const grip = document.createElement("span");
      grip.className = "icon-btn icon-btn--sm set__grip";
      grip.setAttribute("aria-hidden", "true");
      grip.textContent = "⠿";
      controls.prepend(grip);
    }
  };
  const listAt = (y, items) => items.find((item) => {
    const { top, height } = item.getBoundingClientRect();
    return y < top + height / 2;
  });
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".set__grip");
    if (!grip || event.button) return;
    event.preventDefault();
    const item = grip.closest("li[data-item]");
    const items = [...item.parentElement.querySelectorAll("li[data-item]")];
    let before;
    item.classList.add("is-dragged");
    grip.setPointerCapture(event.pointerId);
    const move = ({ clientY }) => {
      before = listAt(clientY, items.filter((other) => other !== item));
      for (const other of items) other.classList.toggle("is-target", other === before);
      if (clientY < 80) scrollBy(0, -20);
      if (clientY > innerHeight - 80) scrollBy(0, 20);
    };
    const done = (finished) => {
      grip.removeEventListener("pointermove", move);
      item.classList.remove("is-dragged");
      for (const other of items) other.classList.remove("is-target");
      if (!finished || before === items[items.indexOf(item) + 1] || before === undefined && items.at(-1) === item) return;
      const form = item.querySelector(".set__ctl");
      htmx.ajax("POST", form.getAttribute("hx-post"), {
        source: form,
        target: "#questions",
        swap: "outerHTML",
        values: { do: "before", before: before ? before.dataset.item : followerOf(items.at(-1)) },
      });
    };
    grip.addEventListener("pointermove", move);
    grip.addEventListener("pointerup", () => done(true), { once: true });
    grip.addEventListener("pointercancel", () => done(false), { once: true });
  });
  const followerOf = (last) => last.parentElement.dataset.follower; // on the next page, if there is one

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.querySelector(button.dataset.copy);
    await navigator.clipboard.writeText(field.value);
    say("Copied");
    button.lastChild.textContent = " Copied";
  });

  grips(document);
  document.addEventListener("htmx:afterSettle", (event) => grips(event.target));
})();
