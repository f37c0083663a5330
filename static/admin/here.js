// While the form of an entry is open: say so every minute, and show who else has it open.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const notice = document.querySelector("[data-here]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!notice || !token) return;
  const body = (leave) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token.value);
    if (leave) data.set("leave", "1");
    return data;
  };
  const say = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(notice.dataset.here, { method: "POST", body: body(false) });
      if (!answer.ok) return;
      const { said } = await answer.json();
      if (notice.textContent !== said) notice.textContent = said;
      notice.hidden = !said;
    } catch { /* the next minute asks again */ }
  };
  say();
  setInterval(say, 60_000);
  document.addEventListener("visibilitychange", say);
  addEventListener("pagehide", () => navigator.sendBeacon(notice.dataset.here, body(true)));
});
