/** Makes an element. Text becomes a text node, never markup: what an answer says cannot become a script. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

export const code = (text) => el("code", {}, text);

/** A closed part of the page whose content is made when it is first opened. */
export function closed(summary, content, attributes = {}) {
  const details = el("details", attributes, el("summary", {}, ...[summary].flat()));
  const fill = () => {
    if (details.open) {
      details.removeEventListener("toggle", fill);
      details.append(...[content()].flat());
    }
  };
  details.addEventListener("toggle", fill);
  return details;
}

/** Text with its `code` marked. */
function inline(text) {
  return text.split(/(`[^`]+`)/).map((part) => (/^`.+`$/s.test(part) ? code(part.slice(1, -1)) : part));
}

/** The little of Markdown that the document's descriptions use: paragraphs, headings, lists and code. */
export function prose(text) {
  const blocks = [];
  let paragraph = [];
  let list = null;
  const end = () => {
    if (paragraph.length) blocks.push(el("p", {}, ...inline(paragraph.join("\n"))));
    paragraph = [];
    list = null;
  };
  for (const line of (text ?? "").split("\n")) {
    const heading = /^#{1,6} (.*)/.exec(line);
    const item = /^[-*] (.*)/.exec(line);
    if (heading) {
      end();
      blocks.push(el("h3", {}, ...inline(heading[1])));
    } else if (item) {
      if (!list) {
        end();
        blocks.push((list = el("ul")));
      }
      list.append(el("li", {}, ...inline(item[1])));
    } else if (!line.trim()) {
      end();
    } else {
      if (list) end();
      paragraph.push(line);
    }
  }
  end();
  return blocks;
}
