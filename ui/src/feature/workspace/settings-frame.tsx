import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { PageHead } from "../../part/page-head";
import tab from "../../part/tabs.module.css";

const sections = [
  { to: "/settings", word: "Workspace" },
  { to: "/settings/people", word: "People" },
  { to: "/settings/tokens", word: "API tokens" },
  { to: "/settings/alerts", word: "Alerts" },
  { to: "/settings/account", word: "My account" },
  { to: "/settings/embed", word: "Embed" },
  { to: "/settings/about", word: "About" },
] as const;

/** The sections share a head; which one it is stands in the address. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <PageHead title="Settings" />
      <nav className={tab.tabs} aria-label="Settings">
        {sections.map(({ to, word }) => (
          <Link key={to} to={to} className={tab.tab} activeOptions={{ exact: true, includeSearch: false }}>
            {word}
          </Link>
        ))}
      </nav>
      {children}
    </>
  );
}
