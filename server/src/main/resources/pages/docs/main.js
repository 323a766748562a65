import { Api } from "./api.js";
import { el, prose } from "./dom.js";
import { reference } from "./reference.js";
import { Session } from "./session.js";
import { showSession } from "./sign-in.js";
import { trial } from "./try.js";

const place = document.querySelector("main");
const contents = document.getElementById("contents");

/** The two pages are one program: going from one to the other loads nothing, so a person stays signed in. */
const views = {
  "/docs": { title: "Try it", operation: trial },
  "/redoc": { title: "Reference", operation: (api, session, operation) => reference(api, operation) },
};

try {
  start(await Api.load());
} catch (e) {
  const words = `The OpenAPI document could not be shown: ${e.message}`;
  place.replaceChildren(el("p", { class: "fault", role: "alert" }, words));
}

function start(api) {
  const session = new Session({
    login: api.authPath("login"),
    secondStep: api.authPath("totp/login"),
    refresh: api.authPath("refresh"),
    logout: api.authPath("logout"),
  });
  if (api.authPath("login")) {
    showSession(document.getElementById("session"), session, api.signUp && `/docs#${api.signUp}`);
  }
  const find = el("input", {
    type: "search",
    placeholder: "Find",
    "aria-label": "Find an operation",
    oninput: () => filter(find.value),
  });
  const links = api.sections.map((section) => el("a", { href: `#${anchor(section)}` }, section.name));
  contents.append(find, el("ul", {}, ...links.map((link) => el("li", {}, link))));
  contents.parentElement.open = matchMedia("(min-width: 60rem)").matches;
  const drawn = new Map();

  function show() {
    const view = views[location.pathname] ?? views["/docs"];
    if (!drawn.has(view)) drawn.set(view, draw(api, session, view));
    if (place.firstChild !== drawn.get(view)) place.replaceChildren(drawn.get(view));
    for (const link of document.querySelectorAll("header nav a")) {
      if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    document.title = document.title.replace(/^.* · /, `${view.title} · `);
    filter(find.value);
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) filter((find.value = ""));
    if (target?.tagName === "DETAILS") target.open = true;
    if (target) target.scrollIntoView();
    else scrollTo(0, 0);
  }

  function filter(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const section of place.querySelectorAll(".section")) {
      let any = false;
      for (const operation of section.querySelectorAll(".operation")) {
        operation.hidden = !words.every((word) => operation.dataset.find.includes(word));
        any ||= !operation.hidden;
      }
      section.hidden = !any;
    }
    place.querySelector(".begin").hidden = words.length > 0;
    for (const link of links) {
      link.parentElement.hidden = document.getElementById(link.hash.slice(1)).hidden;
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.origin !== location.origin || !(link.pathname in views)) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    show();
  });
  addEventListener("popstate", show);
  show();
}

function draw(api, session, view) {
  const parts = api.sections.map((section) =>
    el(
      "section",
      { id: anchor(section), class: "section", "aria-label": section.name },
      el("h2", {}, section.name),
      ...prose(section.description),
      ...section.operations.map((operation) => {
        const shown = view.operation(api, session, operation);
        const { method, path, summary, operationId } = operation;
        shown.dataset.find = [section.name, method, path, summary, operationId].join(" ").toLowerCase();
        return shown;
      }),
    ),
  );
  const { description, contact, license } = api.info;
  const words = (name, values) => el("p", {}, `${name}: ${values.filter(Boolean).join(", ")}`);
  const begin = el(
    "details",
    { class: "begin" },
    el("summary", {}, el("h2", {}, "How this API works")),
    ...prose(description),
    contact && words("Contact", [contact.name, contact.email, contact.url]),
    license && words("License", [license.name, license.identifier, license.url]),
  );
  begin.open = view === views["/redoc"];
  return el("div", {}, begin, ...parts);
}

function anchor(section) {
  return `tag-${section.name.replaceAll(/\W+/g, "-")}`;
}
