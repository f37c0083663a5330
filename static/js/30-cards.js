// Preview cards of linked terms: on hover after a moment, on focus, on the first touch. Esc closes, the pointer may enter.
"use strict";
(() => {
  const WAIT = 300;
  const card = document.createElement("div");
  card.className = "hovercard hovercard--floating";
  card.id = "term-card";
  card.setAttribute("role", "tooltip");
  card.hidden = true;
  const cards = new Map(); // address -> HTML, for this page only
  let link = null;
  let timer = 0;

  const hide = () => {
    clearTimeout(timer);
    card.hidden = true;
    link?.removeAttribute("aria-describedby");
    link = null;
  };
  const place = () => {
    const at = link.getBoundingClientRect();
    const width = Math.min(card.offsetWidth, innerWidth - 16);
    const below = at.bottom + card.offsetHeight + 8 < innerHeight;
    card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8)) + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - card.offsetHeight - 6) + scrollY}px`;
  };
  const show = async (target) => {
    if (link === target && !card.hidden) return;
    link?.removeAttribute("aria-describedby");
    link = target;
    const address = `${new URL(target.href).pathname}card/`;
    if (!cards.has(address)) {
      const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer?.ok) return;
      cards.set(address, await answer.text());
    }
    if (link !== target) return; // something else was asked for meanwhile
    card.innerHTML = cards.get(address);
    if (!card.isConnected) document.querySelector("main").append(card);
    card.hidden = false;
    target.setAttribute("aria-describedby", card.id);
    place();
  };
  const soon = (action) => {
    clearTimeout(timer);
    timer = setTimeout(action, WAIT);
  };
  const gloss = (event) => event.target.closest?.("a.gloss");

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (card.contains(event.target)) return clearTimeout(timer);
    const target = gloss(event);
    if (target) soon(() => show(target));
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && (gloss(event) || card.contains(event.target))) soon(hide);
  });
  document.addEventListener("focusin", (event) => {
    const target = gloss(event);
    if (target?.matches(":focus-visible")) show(target);
    else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !card.hidden) hide();
  });
  let touched = false;
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (touched && !gloss(event) && !card.contains(event.target)) hide();
  });
  document.addEventListener("click", (event) => {
    const target = gloss(event);
    if (!target || !touched || link === target) return; // the second touch follows the link
    event.preventDefault();
    show(target);
  });
})();
