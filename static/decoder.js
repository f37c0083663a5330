// The decoder's two comforts: printing, and copying the plain text. Nothing is sent, and nothing is kept.
"use strict";
for (const part of document.querySelectorAll(".js-only")) part.hidden = false;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-from]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copyFrom);
  source.select();
  await navigator.clipboard?.writeText(source.value).then(
    () => { document.getElementById("status").textContent = "Copied"; },
    () => {},
  );
});
