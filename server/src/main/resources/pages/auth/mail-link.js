import { ask, onSubmit } from "./form.js";

// What a mail's link opens: a form that posts its named fields and the token of the address.
const place = new URL(location.href);
const token = place.searchParams.get("token") ?? new URLSearchParams(place.hash.slice(1)).get("token") ?? "";
// Neither the history nor a later request has the token.
history.replaceState(null, "", place.pathname);

const form = document.getElementById("form");
const done = document.getElementById("done");
const next = document.getElementById("next");

onSubmit(form, async (values) => {
  await ask("POST", form.dataset.post, { ...values, [form.dataset.token]: token });
  form.hidden = true;
  done.textContent = form.dataset.done;
  if (next) next.hidden = false;
  (next?.querySelector("a") ?? document.querySelector("h1")).focus();
});

if (token === "") {
  document.getElementById("fault").textContent = "This page is opened by the link in a mail, which has a token.";
}
