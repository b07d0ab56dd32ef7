import type { ReactNode } from "react";
import type { Role } from "../api/model";
import { EmptyRegion } from "./notice";
import { withArticle } from "./role";

type Props = { what: string; needs: string; role: Role; children?: ReactNode };

/** A page that is not for this role says so, instead of standing empty. */
export function ForbiddenRegion({ what, needs, role, children }: Props) {
  return (
    <EmptyRegion head={`${what} ${needs}`}>
      <p>{`You are ${withArticle(role)} here. Ask an admin of this workspace for what you need.`}</p>
      {children}
    </EmptyRegion>
  );
}
