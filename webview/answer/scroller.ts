/** What scrolls an element, and where in it the element begins and ends. */
import type { View } from "./followEnd";

export function scrollerOf(inner: HTMLElement): Element {
  for (let box = inner.parentElement; box !== null; box = box.parentElement) {
    const isScrolling = /auto|scroll/.test(getComputedStyle(box).overflowY);
    if (isScrolling && box !== document.body) return box;
  }
  return document.scrollingElement ?? document.documentElement;
}

export function viewOf(inner: HTMLElement, scroller: Element): View {
  const isPage = scroller === document.scrollingElement;
  const top = scroller.scrollTop;
  const height = isPage ? window.innerHeight : scroller.clientHeight;
  const edge = isPage ? 0 : scroller.getBoundingClientRect().top + scroller.clientTop;
  const box = inner.getBoundingClientRect();
  return { top, height, begin: box.top - edge + top, end: box.bottom - edge + top };
}

/** As the system or VS Code's own setting says. */
export function prefersLessMotion(): boolean {
  const isVsCode = document.body.classList.contains("vscode-reduce-motion");
  return isVsCode || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
