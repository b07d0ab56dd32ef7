import "./app/mantine.css";
import "./app/font.css";
import "./app/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, createParts } from "./app/app";
import { takeFragmentToken } from "./feature/workspace/fragment-token";

// Before the router reads the address: a token is not to stand in it for even one entry of the history.
takeFragmentToken();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App {...createParts()} />
  </StrictMode>,
);
