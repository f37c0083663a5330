// While an editor types: words, reading grade, names the glossary lacks, how Markdown will look, taken spellings.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!token) return;

  // Asks half a second after the last letter, and drops the answer to what is typed no more.
  const asker = (address, data, show) => {
    let timer, running;
    const ask = async () => {
      clearTimeout(timer);
      running?.abort();
      running = new AbortController();
      const body = data();
      if (!body) return;
      body.set("csrfmiddlewaretoken", token.value);
      try {
        const answer = await fetch(address, { method: "POST", body, signal: running.signal });
        if (answer.ok && !answer.redirected) show(await answer.json());
      } catch { /* the next letter asks again */ }
    };
    return { now: ask, later: () => { clearTimeout(timer); timer = setTimeout(ask, 500); } };
  };

  const piece = (text, isOff) => {
    const made = document.createElement("span");
    made.textContent = text;
    made.classList.toggle("is-off", Boolean(isOff));
    return made;
  };
  const spellings = () => [...document.querySelectorAll("#id_name, [id^=id_aliases-][id$=-name]")]
    .filter((field) => !field.closest(".empty-form"));

  for (const field of document.querySelectorAll("textarea[data-writing]")) {
    const { writing, leastWords, mostWords, grade } = field.dataset;
    const isMarkdown = writing === "markdown";
    const note = document.createElement("p");
    note.className = "help writing";
    note.setAttribute("role", "status");
    const preview = document.createElement("details");
    preview.className = "writing";
    preview.innerHTML = "<summary>Preview</summary><reader-view label='Preview of this text'></reader-view>";
    field.after(note, ...(isMarkdown ? [preview] : []));

    // A name that the glossary lacks is a button that shows where it stands.
    const unknown = (names) => {
      const made = piece("not in the glossary: ");
      made.append(...names.flatMap((name, number) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = name;
        button.addEventListener("click", () => {
          const at = field.value.indexOf(name);
          if (at < 0) return;
          field.focus();
          field.setSelectionRange(at, at + name.length);
        });
        return number ? [", ", button] : [button];
      }));
      return made;
    };
    const { now, later } = asker("/admin/writing/", () => {
      const body = new FormData();
      body.set("text", field.value);
      for (const { value } of spellings()) if (value) body.append("own", value);
      if (isMarkdown && preview.open) body.set("markdown", "1");
      return body;
    }, (said) => {
      if (said.error) return note.replaceChildren(piece(said.error, true));
      const limits = mostWords ? (leastWords ? ` (${leastWords} to ${mostWords})` : ` (at most ${mostWords})`) : "";
      const isLong = mostWords && said.words > mostWords;
      const isShort = leastWords && said.words < leastWords;
      const hard = grade && said.grade > grade;
      const parts = [piece(`${said.words} ${said.words === 1 ? "word" : "words"}${limits}${isLong ? ", too long" : isShort ? ", still short" : ""}`, isLong)];
      if (said.words > 5) parts.push(piece(`reading grade ${said.grade}${hard ? `, aim for ${grade} or below` : ""}`, hard));
      if (said.longest) parts.push(piece(`longest sentence ${said.longest} words, split it`, true));
      if (said.unknown.length) parts.push(unknown(said.unknown));
      note.replaceChildren(...parts);
      if (isMarkdown && preview.open) {
        preview.querySelector("reader-view").show(`<div class="prose">${said.html}</div>`, said.stylesheet, said.unknown);
      }
    });
    field.addEventListener("input", later);
    field.addEventListener("focus", now, { once: true });
    preview.addEventListener("toggle", () => { if (preview.open) now(); });
  }

  // Names and aliases that other terms have already, or that stand twice in the form.
  const name = document.querySelector("#id_name[data-spellings]");
  if (!name) return;
  const noteOf = (field) => {
    const id = `${field.id}-taken`;
    let note = document.getElementById(id);
    if (!note) {
      note = document.createElement("p");
      note.id = id;
      note.className = "taken";
      note.setAttribute("role", "status");
      field.after(note);
      field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
    }
    return note;
  };
  let asked = [];
  const { now, later } = asker(name.dataset.spellings, () => {
    asked = spellings().filter((field) => field.value.trim() && !field.closest("tr")?.querySelector("[name$=-DELETE]")?.checked);
    const body = new FormData();
    for (const field of asked) body.append("spelling", field.value);
    body.set("term", location.pathname.match(/\/(\d+)\/change\//)?.[1] ?? "");
    return body;
  }, ({ problems }) => {
    for (const note of document.querySelectorAll(".taken")) note.replaceChildren();
    asked.forEach((field, number) => { if (problems[number]) noteOf(field).textContent = problems[number]; });
  });
  document.addEventListener("input", ({ target }) => { if (spellings().includes(target)) later(); });
  document.addEventListener("change", ({ target }) => { if (target.name?.endsWith("-DELETE")) now(); });
  if (name.value && location.pathname.endsWith("/add/")) now();
});
