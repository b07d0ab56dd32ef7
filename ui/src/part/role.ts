import type { Role } from "../api/model";

export const roles: readonly Role[] = ["viewer", "operator", "admin"];

const may: Record<Role, string> = {
  viewer: "sees everything and starts nothing",
  operator: "starts runs and decides conflicts",
  admin: "changes syncs, connections and people",
};

export function roleMay(role: Role): string {
  return may[role];
}

/** The choices of a role, each with what it may do. */
export const roleChoices = roles.map((role) => ({ value: role, label: `${role}: ${may[role]}` }));

export function withArticle(role: Role): string {
  return role === "viewer" ? "a viewer" : `an ${role}`;
}
