// The builder of mini-diagrams: fields for what the text says, and the drawing as readers will see it.
// The text below it stays what is saved; without this file one writes it by hand.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const field = document.querySelector("textarea[data-diagram]");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!field || !token) return;
  const shapes = JSON.parse(field.dataset.shapes);
  const rule = () => shapes.find(([key]) => key === parts.shape) ?? shapes[0];
  let parts = null;
  let sent, timer;

  const make = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const button = (text, act, spoken) => {
    const made = make("button", { type: "button", textContent: text, onclick: act });
    if (spoken) { made.setAttribute("aria-label", spoken); made.title = spoken; }
    return made;
  };
  const labelled = (title, input, name) => {
    input.dataset.key = name;
    return make("label", {}, make("span", { textContent: title }), input);
  };

  const form = make("div", { className: "builder__form" });
  const problems = make("div", { className: "builder__problems" });
  problems.setAttribute("role", "status");
  const live = make("p", { className: "visually-hidden" });
  live.setAttribute("role", "status");
  const view = document.createElement("reader-view");
  view.setAttribute("label", "The diagram as readers see it");
  const asText = make("details", { className: "builder__text" }, make("summary", { textContent: "As text" }));
  const builder = make("div", { className: "builder" }, form, problems, view, asText, live);
  const wrapper = field.closest(".form-row");
  const help = wrapper.querySelector(".help");
  field.before(builder);
  asText.append(...(help ? [help] : []), field);

  // A text in quotation marks reads the same in JSON and YAML.
  const yaml = () => [
    `shape: ${parts.shape}`,
    `caption: ${JSON.stringify(parts.caption)}`,
    "boxes:",
    ...parts.boxes.map((box) => `- {${[
      `label: ${JSON.stringify(box.label)}`,
      ...(box.text ? [`text: ${JSON.stringify(box.text)}`] : []),
      ...(box.code ? ["code: true"] : []),
    ].join(", ")}}`),
    ...(parts.shape === "exchange" ? [
      "messages:",
      ...parts.messages.map((message) => `- {by: ${message.by}, text: ${JSON.stringify(message.text)}}`),
    ] : []),
    "",
  ].join("\n");

  const write = () => {
    field.value = parts ? yaml() : "";
    clearTimeout(timer);
    timer = setTimeout(() => look(false), 300);
  };

  const look = async (readsText) => {
    sent?.abort();
    sent = new AbortController();
    const body = new FormData();
    body.set("text", field.value);
    body.set("csrfmiddlewaretoken", token.value);
    try {
      const answer = await fetch(field.dataset.diagram, { method: "POST", body, signal: sent.signal });
      if (!answer.ok || answer.redirected) return;
      const said = await answer.json();
      problems.replaceChildren(...said.problems.map((text) => make("p", { textContent: text })));
      builder.classList.toggle("is-drawn", Boolean(said.html));
      if (said.html) view.show(said.html, said.stylesheet);
      if (!readsText) return;
      parts = said.parts;
      draw();
      if (!parts && field.value.trim()) asText.open = true;
    } catch { /* the next letter asks again */ }
  };

  // Rows of boxes and messages: fields, and buttons that move or remove them.
  const list = (rows, title, fieldsOf) => make("ol", { className: "builder__rows" }, ...rows.map((row, number) => {
    const name = `${title} ${number + 1}`;
    const swap = (to) => {
      if (to < 0 || to >= rows.length) { live.textContent = `${name} stays where it is.`; return; }
      rows.splice(to, 0, ...rows.splice(number, 1));
      live.textContent = `${name} is now number ${to + 1} of ${rows.length}.`;
      change(() => form.querySelectorAll(`[data-rows="${title}"]`)[to]?.querySelector(to < number ? "[data-up]" : "[data-down]")?.focus());
    };
    const up = button("↑", () => swap(number - 1), `Move ${name.toLowerCase()} up`);
    const down = button("↓", () => swap(number + 1), `Move ${name.toLowerCase()} down`);
    up.dataset.up = down.dataset.down = "";
    const remove = button("Remove", () => {
      rows.splice(number, 1);
      live.textContent = `${name} is removed.`;
      change(() => form.querySelector(`[data-add="${title}"]`)?.focus());
    }, `Remove ${name.toLowerCase()}`);
    const made = make("li", {}, make("b", { textContent: name }), ...fieldsOf(row), make("span", { className: "builder__moves" }, up, down, remove));
    made.dataset.rows = title;
    return made;
  }));

  const change = (after) => { write(); draw(); after?.(); };
  const typed = (row, key, options = {}) => make("input", {
    type: "text", className: "vTextField", maxLength: 200, value: row[key], ...options,
    oninput: ({ target }) => { row[key] = target.value; write(); },
  });
  const add = (title, rows, row) => {
    const made = button(`Add a ${title.toLowerCase()}`, () => {
      rows.push(row);
      change(() => [...form.querySelectorAll(`[data-rows="${title}"]`)].at(-1)?.querySelector("input").focus());
    });
    made.dataset.add = title;
    return made;
  };
  const fill = () => {
    while (parts.boxes.length < rule()[2]) parts.boxes.push({ label: "", text: "", code: false });
    if (parts.shape === "exchange" && !parts.messages.length) parts.messages.push({ by: "left", text: "" });
  };

  const draw = () => {
    if (!parts) {
      const isBroken = field.value.trim();
      form.replaceChildren(isBroken
        ? make("p", { textContent: "The text below cannot be read, so that its fields cannot be shown. Correct it there." })
        : button("Make a diagram", () => {
          parts = { shape: "flow", caption: "", boxes: [], messages: [] };
          fill();
          change(() => form.querySelector("select").focus());
        }));
      return;
    }
    const choice = make("select", {
      onchange: ({ target }) => { parts.shape = target.value; fill(); change(() => form.querySelector("select").focus()); },
    }, ...shapes.map(([key, name, least, most]) => make("option", {
      value: key, selected: key === parts.shape, textContent: `${name} (${least === most ? least : `${least} to ${most}`} boxes)`,
    })));
    const [, , , most] = rule();
    const isExchange = parts.shape === "exchange";
    const boxes = list(parts.boxes, "Box", (box) => [
      labelled("Label", typed(box, "label")),
      labelled("Text", typed(box, "text")),
      ...(isExchange ? [] : [labelled("As code", make("input", {
        type: "checkbox", checked: box.code, onchange: ({ target }) => { box.code = target.checked; write(); },
      }))]),
    ]);
    const messages = list(parts.messages, "Message", (message) => [
      labelled("Who says it", make("select", { onchange: ({ target }) => { message.by = target.value; write(); } },
        ...["left", "right"].map((side, number) => make("option", {
          value: side, selected: message.by === side, textContent: parts.boxes[number]?.label || `Box ${number + 1}`,
        })))),
      labelled("Message", typed(message, "text")),
    ]);
    form.replaceChildren(
      labelled("Shape", choice),
      labelled("Caption", typed(parts, "caption")),
      boxes,
      ...(parts.boxes.length < most ? [add("Box", parts.boxes, { label: "", text: "", code: false })] : []),
      ...(isExchange ? [messages, add("Message", parts.messages, { by: parts.messages.at(-1)?.by === "left" ? "right" : "left", text: "" })] : []),
      button("Remove the diagram", () => { parts = null; change(() => form.querySelector("button").focus()); }),
    );
  };

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look(true), 500); });
  look(true);
});
