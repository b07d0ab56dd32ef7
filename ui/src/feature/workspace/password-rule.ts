/** What the server asks of a password, said before it is typed. */
export const passwordRule =
  "At least 12 characters; length is what counts. Not your name or address, and none that many people use.";
