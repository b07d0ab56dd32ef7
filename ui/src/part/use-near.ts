import { type RefObject, useEffect, useState } from "react";

const margin = "600px 0px";

/** Whether something stands on the screen or near it. Once near it stays so; on paper everything is near. */
export function useNear(box: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(!("IntersectionObserver" in globalThis));
  useEffect(() => {
    const element = box.current;
    if (near || !element) return undefined;
    const come = () => setNear(true);
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && come(), {
      rootMargin: margin,
    });
    observer.observe(element);
    window.addEventListener("beforeprint", come);
    return () => {
      observer.disconnect();
      window.removeEventListener("beforeprint", come);
    };
  }, [box, near]);
  return near;
}
