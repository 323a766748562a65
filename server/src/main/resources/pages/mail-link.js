// What a mail's link opens: a form that posts its named fields and the token of the address.
const place = new URL(location.href);
const token = place.searchParams.get("token") ?? new URLSearchParams(place.hash.slice(1)).get("token") ?? "";
// Neither the history nor a later request has the token.
history.replaceState(null, "", place.pathname);

const form = document.getElementById("form");
const fields = [...form.querySelectorAll("input[name]")];
const fault = document.getElementById("fault");
const submit = document.getElementById("submit");
const done = document.getElementById("done");

async function send(event) {
  event.preventDefault();
  fault.textContent = "";
  submit.disabled = true;
  try {
    const body = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    body[form.dataset.token] = token;
    const response = await fetch(form.dataset.post, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.ok) {
      form.hidden = true;
      done.textContent = form.dataset.done;
    } else {
      fault.textContent = (await response.json()).error.message;
      fields.at(-1)?.focus();
    }
  } catch {
    fault.textContent = "The server does not answer; try again.";
  } finally {
    submit.disabled = false;
  }
}

form.addEventListener("submit", send);
if (token === "") {
  fault.textContent = "This page is opened by the link in a mail, which has a token.";
}
