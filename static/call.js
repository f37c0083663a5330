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
  const now = () => { // what this page says, beside what other pages of a long sheet keep
    const values = kept();
    for (const field of fields()) {
      if (field.type === "radio") {
        if (field.checked) values[field.name] = field.value;
      } else if (field.value) values[field.name] = field.value;
      else delete values[field.name];
    }
    for (const legend of sheet.querySelectorAll("legend")) {
      const name = legend.closest(".score").querySelector("textarea").name;
      values[name.replace("n", "q")] = legend.textContent;
    }
    return values;
  };
  const keep = () => {
    const values = now();
    try {
      sessionStorage.setItem(key, JSON.stringify(values));
      say("Kept in this tab only");
    } catch {
      say("This browser keeps nothing: copy your notes before you leave the page.");
    }
    tally(values);
  };
  const tally = (values) => {
    const counts = { strong: 0, average: 0, weak: 0 };
    for (const [name, value] of Object.entries(values)) {
      if (name.startsWith("r") && value in counts) counts[value] += 1;
    }
    counts.none = Math.max(0, sheet.dataset.total - counts.strong - counts.average - counts.weak);
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
    tally(values);
  };
  const notes = () => {
    const values = now();
    const asked = Object.keys(values).filter((name) => name.startsWith("q")).map((name) => name.slice(1));
    asked.sort((one, other) => parseInt(values[`q${one}`]) - parseInt(values[`q${other}`]));
    return asked.map((pk) => {
      const rating = values[`r${pk}`] ?? "none";
      const said = rating === "none" ? "Not asked" : rating[0].toUpperCase() + rating.slice(1);
      return [values[`q${pk}`], said, values[`n${pk}`]?.trim()].filter(Boolean).join("\n");
    }).join("\n\n");
  };

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
