import { button, call, el, main, once, start, status, time } from "./page.js";

const BROWSERS = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["Linux", "Linux"]];

/** A `User-Agent` in words, where it is that of a browser. */
function device(text) {
  if (!text) return "Unknown device";
  const found = (names) => names.find(([mark]) => text.includes(mark))?.[1];
  const [browser, system] = [found(BROWSERS), found(SYSTEMS)];
  return browser && system ? `${browser} on ${system}` : text;
}

const said = status();

async function load() {
  const { data } = await call("GET", "/auth/sessions?page=1&limit=100");
  const rows = data.sessions.map(row);
  const others = data.sessions.some((each) => !each.current);
  main.replaceChildren(
    document.querySelector("h1"),
    el("p", {}, "Where you are signed in."),
    el("ul", { class: "rows" }, ...rows),
    ...(data.pagination.total > rows.length ? [el("p", {}, `${data.pagination.total - rows.length} more are not shown.`)] : []),
    ...(others ? [el("p", {}, button("End all other sessions", endOthers))] : []),
    said.line,
  );
}

function row(session) {
  const words = device(session.device);
  return el(
    "li",
    {},
    el("p", {}, el("strong", {}, words), session.current ? " (this session)" : null),
    el("p", { class: "soft" }, "Last used ", time(session.last_used_at), ", since ", time(session.created_at)),
    session.current
      ? null
      : button("End", once(said, () => end(session)), { "aria-label": `End the session of ${words}, last used ${time(session.last_used_at).textContent}` }),
  );
}

async function end(session) {
  try {
    await call("DELETE", `/auth/sessions/${session.id}`);
  } catch (e) {
    // It has ended meanwhile.
    if (e.status !== 404) throw e;
  }
  await load();
  said.say("The session has ended.");
}

const endOthers = once(said, async () => {
  await call("DELETE", "/auth/sessions");
  await load();
  said.say("All other sessions have ended.");
});

start(load);
