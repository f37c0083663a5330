// Rows in order: dragged by their handle, moved by buttons, or sent to the place that was typed.
// Without this file the places do the same when the form is saved.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  document.body.append(live);

  for (const group of document.querySelectorAll(".inline-group")) {
    const empty = group.querySelector(".empty-form"); // what “Add another” copies
    if (empty?.querySelector("input.place")) putInOrder(group, empty);
  }

  function putInOrder(group, empty) {
    const rowsSelector = group.dataset.inlineType === "stacked" ? ".inline-related" : "tr.form-row";
    const rows = () => [...group.querySelectorAll(rowsSelector)].filter((row) => row !== empty);
    const placeOf = (row) => row.querySelector("input.place");
    const indexOf = (row) => Number(row.id.split("-").at(-1));
    const isRemoved = (row) => row.querySelector("input[name$='-DELETE']")?.checked;
    const fields = (row) => [...row.querySelectorAll("input:not([type=hidden], .place), select, textarea")]
      .filter((field) => field.name && !field.name.endsWith("-DELETE"));
    const state = (field) => (field.type === "checkbox" ? field.checked : field.value);

    // A new row that nobody filled in has no place, so that it counts as empty when the form is saved.
    const isBlank = (row) => !row.classList.contains("has_original")
      && fields(row).every((field, number) => state(field) === state(fields(empty)[number]));

    const nameOf = (row) => {
      const first = fields(row).find((field) => field.type !== "checkbox" && state(field));
      const text = first?.tagName === "SELECT" ? first.selectedOptions[0]?.text : first?.value;
      return text ? `“${text.slice(0, 60)}”` : "This row";
    };

    const arrange = (wanted) => {
      if (rows().every((row, number) => row === wanted[number])) return;
      const focused = document.activeElement;
      for (const row of wanted) {
        const errors = row.previousElementSibling;
        empty.before(...(errors?.matches(".row-form-errors") ? [errors, row] : [row]));
      }
      if (group.contains(focused)) focused.focus({ preventScroll: true });
    };

    const count = () => {
      let place = 0;
      for (const row of rows()) {
        if (!isRemoved(row)) placeOf(row).value = isBlank(row) ? "" : (place += 1);
      }
    };

    const move = (row, to) => {
      const wanted = rows();
      const last = wanted.length - 1;
      const from = wanted.indexOf(row);
      const place = Math.max(0, Math.min(to, last));
      wanted.splice(from, 1);
      wanted.splice(place, 0, row);
      arrange(wanted);
      count();
      live.textContent = place === from
        ? `${nameOf(row)} stays at place ${place + 1} of ${last + 1}.`
        : `${nameOf(row)} is now at place ${place + 1} of ${last + 1}. Save to keep the order.`;
    };

    // What a row shows beside its place, and on a phone above each field.
    const controls = () => {
      const made = document.createElement("span");
      made.className = "row-moves";
      made.innerHTML = "<span class='row-moves__grip' aria-hidden='true' title='Drag to another place'>⠿</span>"
        + "<button type='button' data-move='-1' title='Move up'>↑<span class='visually-hidden'> Move up</span></button>"
        + "<button type='button' data-move='1' title='Move down'>↓<span class='visually-hidden'> Move down</span></button>";
      return made;
    };
    for (const row of [...rows(), empty]) {
      (row.querySelector(":scope > h3") ?? placeOf(row).parentElement).append(controls());
      for (const cell of row.querySelectorAll(":scope > td[class*='field-']")) {
        const name = cell.className.match(/field-(\S+)/)[1];
        const title = group.querySelector(`th.column-${name}`)?.textContent.trim() ?? "";
        cell.dataset.title = title;
        cell.querySelector("input:not([type=hidden]), select, textarea")?.setAttribute("aria-label", title);
      }
      row.querySelector("td.delete input")?.setAttribute("aria-label", `Delete ${nameOf(row)}`);
    }
    // The fields that Select2 draws name themselves by what is chosen in them, which may be nothing.
    const nameDrawn = () => {
      for (const drawn of group.querySelectorAll("td [role=combobox], td [role=combobox] [role=textbox]")) {
        drawn.setAttribute("aria-label", drawn.closest("td").dataset.title);
      }
    };
    setTimeout(nameDrawn);
    group.addEventListener("formset:added", () => setTimeout(nameDrawn));
    group.classList.add("is-ordered");
    arrange(rows().sort((a, b) => (Number(placeOf(a).value) || Infinity) - (Number(placeOf(b).value) || Infinity)));

    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const row = button.closest(rowsSelector);
      move(row, rows().indexOf(row) + Number(button.dataset.move));
      button.focus();
    });
    group.addEventListener("change", ({ target }) => {
      const row = target.closest(rowsSelector);
      if (target.matches("input.place") && Number(target.value) > 0) move(row, Number(target.value) - 1);
      else if (target.name?.endsWith("-DELETE")) {
        row.classList.toggle("is-removed", target.checked);
        count();
      }
    });
    group.closest("form").addEventListener("submit", count);

    // Django's own script numbers the rows anew by where they stand when one is taken away.
    document.addEventListener("click", (event) => {
      const link = event.target.closest(".inline-deletelink");
      if (!link || !group.contains(link)) return;
      const shown = rows();
      arrange(rows().sort((a, b) => indexOf(a) - indexOf(b)));
      setTimeout(() => {
        arrange(shown.filter((row) => row.isConnected));
        count();
      });
    }, true);

    // Dragging, with mouse, pen or finger. Tall rows show only their titles meanwhile.
    group.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest(".row-moves__grip");
      if (!grip || event.button) return;
      event.preventDefault();
      const row = grip.closest(rowsSelector);
      const others = rows().filter((other) => other !== row);
      const shrink = (small) => {
        const before = grip.getBoundingClientRect().top;
        group.classList.toggle("is-sorting", small);
        scrollBy({ top: grip.getBoundingClientRect().top - before, behavior: "instant" });
      };
      let before;
      let hasMoved = false;
      row.classList.add("is-dragged");
      grip.setPointerCapture(event.pointerId);
      shrink(true);
      const follow = ({ clientY }) => {
        hasMoved = true;
        before = others.find((other) => {
          const { top, height } = other.getBoundingClientRect();
          return clientY < top + height / 2;
        });
        for (const other of others) other.classList.toggle("is-target", other === before);
        others.at(-1)?.classList.toggle("is-last-target", !before);
        if (clientY < 80) scrollBy(0, -20);
        if (clientY > innerHeight - 80) scrollBy(0, 20);
      };
      const end = ({ type }) => {
        grip.removeEventListener("pointermove", follow);
        grip.removeEventListener("pointerup", end);
        grip.removeEventListener("pointercancel", end);
        row.classList.remove("is-dragged");
        for (const other of others) other.classList.remove("is-target", "is-last-target");
        if (type === "pointerup" && hasMoved) move(row, before ? others.indexOf(before) : others.length);
        shrink(false);
      };
      grip.addEventListener("pointermove", follow);
      grip.addEventListener("pointerup", end);
      grip.addEventListener("pointercancel", end);
    });
  }
});
