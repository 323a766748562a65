import { ask } from "../form.js";
import { config, el, email, field, form, goOn, goOnWithOneFactor, main, newPassword, onward, providers, replace, start, whoIsIn } from "./page.js";

const invited = config.signup === "invited";

start(async () => {
  if (await whoIsIn()) return goOn();
  const signUp = form(
    "Sign up",
    async ({ name, ...values }) => {
      const answer = await ask("POST", "/auth/signup", { ...values, ...(name && { name }), mode: "cookie" });
      if (answer.status === 202) waitForMail(values.email);
      else goOnWithOneFactor();
    },
    invited &&
      field("invitation", "Invitation", { autocomplete: "off", spellcheck: "false" }, "The text after token= in the link of the mail."),
    email("email"),
    newPassword("password", "Password"),
    !invited && field("name", "Name (optional)", { autocomplete: "name", required: false }),
  );
  main.append(signUp, ...(invited ? [] : providers()), el("p", {}, "You have an account? ", el("a", { href: onward("sign-in") }, "Sign in")));
  signUp.elements[0].focus();
});

function waitForMail(address) {
  replace(
    "Look into your mail",
    el("p", {}, `A mail is on its way to ${address}. Its link makes the account; then you can sign in.`),
    el("p", {}, "No mail after some minutes? Look for it among unwanted mail, or sign up again."),
    el("p", {}, el("a", { href: onward("sign-in") }, "Sign in")),
  );
}
