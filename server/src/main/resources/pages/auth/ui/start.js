import { address, start, whoIsIn } from "./page.js";

start(async () => location.replace(address((await whoIsIn()) ? "account" : "sign-in")));
