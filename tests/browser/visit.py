"""One visit to a page: what the browser asked for and said, and what a reader is offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Visit", "visit"]

# Read in one go: each step between Python and the browser takes longer than the question.
FACTS = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const text = (element) => (element ? element.textContent.replace(/\\s+/g, ' ').trim() : '');
  const ids = all('[id]').map((e) => e.id);
  const ownName = (e) => e.getAttribute('aria-label')
    || text(document.getElementById(e.getAttribute('aria-labelledby')));
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: all('h1,h2,h3,h4,h5,h6').map((h) => [Number(h.tagName[1]), text(h)]),
    images: all('figure img').map((i) => [i.alt, i.complete && i.naturalWidth > 0])
      .concat(all('figure svg').map((s) => [s.getAttribute('aria-label'),
        s.getAttribute('role') === 'img' && s.getBBox().width > 0 && s.clientWidth > 0])),
    captions: all('table').map((t) => text(t.caption)),
    tables: all('table').length,
    headersWithoutScope: all('th:not([scope])').length,
    emptyHeaders: all('th').filter((th) => !text(th)).length,
    rowsWithoutHeader: all('tbody tr').filter((tr) => !tr.querySelector('th[scope=row]')).length,
    twice: ids.filter((id, index) => ids.indexOf(id) !== index),
    deadEnds: all('a[href^="#"]').map((a) => decodeURIComponent(a.hash.slice(1)))
      .filter((id) => !document.getElementById(id)),
    contents: all('nav.contents a').map(text),
    files: all('a[href]').map((a) => a.getAttribute('href')).filter((h) => !/^(#|https?:|mailto:)/.test(h)),
    code: all('.jp-InputArea, .input, .highlight, code.python').length,
    scripts: [...document.scripts].map((s) => [s.src, s.text]),
    policy: document.querySelector('meta[http-equiv=Content-Security-Policy]')?.content ?? '',
    landmarks: ['main', 'footer'].map((name) => all(name).length),
    framesWithoutName: all('[role=region], nav, aside').filter((e) => !ownName(e)).length,
    firstWords: text(document.body).slice(0, 400),
    words: document.body.innerText,
  };
}"""


@dataclass
class Visit:
    """What one visit to a page brought to light."""

    address: str
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    width_at_320: int = 0


def visit(context: Any, file: Path) -> Visit:
    """Open a page, look at it at two widths, close it.

    Parameters
    ----------
    context
        A browser context of Playwright.
    file
        The page.
    """
    seen = Visit(file.as_uri())
    page = context.new_page()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("console", lambda message: seen.messages.append(message.text))
    page.on("pageerror", lambda error: seen.messages.append(str(error)))
    page.on("dialog", lambda dialog: (seen.messages.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(seen.address)
    seen.facts = page.evaluate(FACTS)
    page.set_viewport_size({"width": 320, "height": 640})
    seen.width_at_320 = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    return seen
