// What the programs share: the server, two people, and a line for each call that did what it should.
export const url = process.env.URL!;
export const password = "correct horse battery";
/** Signs up during the run. */
export const stranger = process.env.STRANGER!;
/** Has an account, in shop with the role `manager`. */
export const person = process.env.PERSON!;
/** The status of a stranger's attempt to delete a row: 404 where strangers cannot read it, otherwise 403. */
export const refused = Number(process.env.REFUSED);

let codes = 0;
/** A text that is unique in the database. */
export const code = () => `S${Date.now()}${codes++}`;
/** The title of the rows that the list is asked for. */
export const label = code();

export function did(call: string, held: boolean | undefined): void {
  if (!held) throw new Error(`${call} failed`);
  console.log(call);
}
