// While an editor types: words, reading grade, names the glossary lacks, and how Markdown will look.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!token) return;
  for (const field of document.querySelectorAll("textarea[data-writing]")) {
    const markdown = field.dataset.writing === "markdown";
    const note = document.createElement("p");
    note.className = "help writing";
    note.setAttribute("role", "status");
    const preview = document.createElement("details");
    preview.className = "writing";
    preview.innerHTML = "<summary>Preview</summary><div class='writing__page'></div>";
    field.after(note, ...(markdown ? [preview] : []));
    let timer, running;
    const ask = async () => {
      running?.abort();
      running = new AbortController();
      const body = new FormData();
      body.set("text", field.value);
      body.set("csrfmiddlewaretoken", token.value);
      if (markdown && preview.open) body.set("markdown", "1");
      try {
        const answer = await (await fetch("/admin/writing/", { method: "POST", body, signal: running.signal })).json();
        note.textContent = answer.error ?? [
          `${answer.words} words`,
          answer.words > 5 ? `reading grade ${answer.grade}` : "",
          answer.longest ? `longest sentence ${answer.longest} words` : "",
          answer.unknown.length ? `not in the glossary: ${answer.unknown.join(", ")}` : "",
        ].filter(Boolean).join("; ");
        if (markdown && preview.open) preview.querySelector("div").innerHTML = answer.html ?? "";
      } catch { /* the next letter asks again */ }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(ask, 500); };
    field.addEventListener("input", later);
    field.addEventListener("focus", ask, { once: true });
    preview.addEventListener("toggle", () => { if (preview.open) ask(); });
  }
});
