import { Button } from "@mantine/core";
import { useState } from "react";

type Props = { text: string; what?: string };

/** Puts a text into the clipboard, and says whether it is there. */
export function CopyButton({ text, what }: Props) {
  const [said, setSaid] = useState("");

  async function copy() {
    try {
      // A browser gives a page no clipboard at all when the server is reached by plain http.
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("This browser does not let the page copy: select the text and copy it yourself.");
    }
  }

  return (
    <>
      <Button size="xs" variant="default" aria-label={what && `Copy ${what}`} onClick={copy}>
        Copy
      </Button>
      <span role="status" className="second" style={{ alignSelf: "center" }}>
        {said}
      </span>
    </>
  );
}
