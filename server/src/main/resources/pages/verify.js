const place = new URL(location.href);
const token = place.searchParams.get("token") ?? new URLSearchParams(place.hash.slice(1)).get("token") ?? "";
// Neither the history nor a later request has the token.
history.replaceState(null, "", place.pathname);

const form = document.getElementById("form");
const fault = document.getElementById("fault");
const submit = document.getElementById("submit");
const done = document.getElementById("done");

async function verify(event) {
  event.preventDefault();
  fault.textContent = "";
  submit.disabled = true;
  try {
    const response = await fetch(form.dataset.verify, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (response.status === 204) {
      form.hidden = true;
      done.textContent = "The address is confirmed.";
    } else {
      fault.textContent = (await response.json()).error.message;
    }
  } catch {
    fault.textContent = "The server does not answer; try again.";
  } finally {
    submit.disabled = false;
  }
}

form.addEventListener("submit", verify);
if (token === "") {
  fault.textContent = "This page is opened by the link in a mail, which has a token.";
}
