// <reader-view>: a piece of a page as readers see it, in a frame of its own with the site's stylesheet.
"use strict";
(() => {
  // Marks words that the glossary does not explain.
  const mark = (page, words) => {
    const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement.tagName === "MARK") continue;
      const found = words.map((word) => [text.data.indexOf(word), word]).filter(([at]) => at >= 0).sort(([a], [b]) => a - b)[0];
      if (!found) continue;
      const rest = text.splitText(found[0]);
      rest.splitText(found[1].length);
      const made = page.createElement("mark");
      made.title = "Not in the glossary";
      rest.replaceWith(made);
      made.append(rest);
    }
  };

  customElements.define("reader-view", class extends HTMLElement {
    show(html, stylesheet, unknown = []) {
      const page = this.frame().contentDocument;
      if (!page.head.firstChild) {
        const link = page.createElement("link");
        link.rel = "stylesheet";
        link.href = stylesheet;
        link.addEventListener("load", () => this.fit());
        page.head.append(link);
      }
      const theme = document.documentElement.dataset.theme;
      if (theme === "dark" || theme === "light") page.documentElement.dataset.theme = theme;
      const content = page.createElement("div");
      content.style.padding = "0.5rem 0.75rem";
      content.innerHTML = html; // made safe by the site
      page.body.replaceChildren(content);
      for (const link of page.links) link.target = "_blank";
      if (unknown.length) mark(page, unknown);
      this.fit();
    }

    frame() {
      if (!this.firstChild) {
        const frame = document.createElement("iframe");
        frame.title = this.getAttribute("label") ?? "Preview";
        this.append(frame);
        addEventListener("resize", () => this.fit());
      }
      return this.firstChild;
    }

    fit() {
      const content = this.firstChild?.contentDocument?.body.firstChild; // the body is as high as the frame
      if (content) this.firstChild.height = Math.ceil(content.getBoundingClientRect().bottom) + 2;
    }
  });
})();
