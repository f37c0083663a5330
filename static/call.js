// The working sheet: ticks and notes live in this tab (sessionStorage) and go nowhere else. No request is ever made.
"use strict";
(() => {
  const sheet = document.getElementById("score");
  if (!sheet) return;
  const key = `call:${sheet.dataset.key}`;
  const status = document.getElementById("kept");
  const fields = () => [...sheet.elements].filter((field) => field.name);
  const say = (text) => { status.textContent = text; };

  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  };
  const keep = () => {
    const values = kept(); // other pages of a long sheet have theirs in it, too
    for (const field of fields()) {
      if (field.type === "radio") {
        if (field.checked) values[field.name] = field.value;
      } else if (field.value) values[field.name] = field.value;
      else delete values[field.name];
    }
    try {
      sessionStorage.setItem(key, JSON.stringify(values));
      say("Kept in this tab only");
    } catch {
      say("This browser keeps nothing: copy your notes before you leave the page.");
    }
    tally();
  };
  const tally = () => {
    const counts = { strong: 0, average: 0, weak: 0, none: 0 };
    for (const question of sheet.querySelectorAll(".score")) {
      counts[question.querySelector("input:checked")?.value ?? "none"] += 1;
    }
    for (const [name, number] of Object.entries(counts)) {
      document.querySelector(`[data-tally=${name}]`).textContent = number;
    }
  };
  const restore = () => {
    const values = kept();
    for (const field of fields()) {
      if (field.type === "radio") field.checked = values[field.name] === field.value;
      else field.value = values[field.name] ?? "";
    }
    tally();
  };
  const notes = () => [...sheet.querySelectorAll(".score")].map((question, at) => {
    const rating = question.querySelector("input:checked")?.value ?? "none";
    const words = question.querySelector("textarea")?.value.trim();
    const number = question.querySelector("legend")?.textContent ?? `${at + 1}. ${question.dataset.question}`;
    return `${number}\n${rating === "none" ? "Not asked" : rating[0].toUpperCase() + rating.slice(1)}${words ? `\n${words}` : ""}`;
  }).join("\n\n");

  sheet.addEventListener("submit", (event) => event.preventDefault());
  sheet.addEventListener("input", keep);
  document.getElementById("copy-notes").addEventListener("click", async () => {
    const text = `${document.querySelector("h1").textContent}\n\n${notes()}\n`;
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      say("The browser did not allow copying: select the notes and copy them by hand.");
    }
  });
  let sure = false;
  const clear = document.getElementById("clear-notes");
  clear.addEventListener("click", () => {
    if (!sure) {
      sure = true;
      clear.textContent = "Really clear everything?";
      return;
    }
    sessionStorage.removeItem(key);
    sheet.reset();
    restore();
    sure = false;
    clear.textContent = "Clear";
    say("Cleared");
  });
  clear.addEventListener("blur", () => { sure = false; clear.textContent = "Clear"; });
  restore();
})();
