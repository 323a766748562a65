const place = new URL(location.href);
const invitation = place.searchParams.get("token") ?? new URLSearchParams(place.hash.slice(1)).get("token") ?? "";
// Neither the history nor a later request has the token.
history.replaceState(null, "", place.pathname);

const form = document.getElementById("form");
const email = document.getElementById("email");
const password = document.getElementById("password");
const fault = document.getElementById("fault");
const submit = document.getElementById("submit");
const done = document.getElementById("done");

async function accept(event) {
  event.preventDefault();
  fault.textContent = "";
  submit.disabled = true;
  try {
    const response = await fetch(form.dataset.signup, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: email.value, password: password.value, invitation }),
    });
    if (response.status === 201) {
      form.hidden = true;
      done.textContent = "Your account is ready. Sign in with your password.";
    } else {
      fault.textContent = (await response.json()).error.message;
      password.focus();
    }
  } catch {
    fault.textContent = "The server does not answer; try again.";
  } finally {
    submit.disabled = false;
  }
}

form.addEventListener("submit", accept);
if (invitation === "") {
  fault.textContent = "This page is opened by the link of an invitation, which has a token.";
}
