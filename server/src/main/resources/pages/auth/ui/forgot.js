import { ask } from "../form.js";
import { el, email, form, main, onward, replace, start } from "./page.js";

start(async () => {
  const forgot = form(
    "Send the mail",
    async ({ email }) => {
      await ask("POST", "/auth/password/forgot", { email });
      replace(
        "Look into your mail",
        el("p", {}, `If ${email} has an account, a mail is on its way. Its link sets a new password, within an hour.`),
        el("p", {}, el("a", { href: onward("sign-in") }, "Sign in")),
      );
    },
    email("email"),
  );
  main.append(
    el("p", {}, "You get a mail with a link to set a new password."),
    forgot,
    el("p", {}, el("a", { href: onward("sign-in") }, "Sign in")),
  );
  forgot.elements.email.focus();
});
