"""An officer at the desk, in a real Chromium: reads, clicks, types, and takes pictures."""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.desk.desks import Visitor
from tests.summary import browser
from tests.summary.browser import Tab

PICTURES = os.environ.get("PERFEVAL_PICTURES")
"""Where pictures of the steps are kept; none are taken without it."""
MANUAL = (1040, 700)
"""The largest picture of the manual: a window of an office PC."""
_FIND = """(() => {
  const fits = (each) => each.textContent.includes(%s) && each.offsetParent && !each.disabled;
  const all = document.querySelectorAll("main a, main button, nav a, header a");
  return [...all].find(fits);
})()"""

_AS_ON_A_PC = """(() => {
  const trail = document.querySelector(".trail");
  if (trail) trail.textContent = "D: › " + [...trail.children].slice(-1)[0].textContent;
  const home = %s, walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let each; (each = walk.nextNode());) {
    if (each.data.includes(home)) {
      each.data = each.data.replaceAll(home, "D:").replaceAll("/", "\\\\");
    }
  }
})()"""
"""Shows the paths of a picture as on an office PC."""


@dataclass
class Officer:
    """Sits before one window."""

    tab: Tab
    visitor: Visitor

    def open(self, address: str) -> None:
        """Go to a page of the desk."""
        self.tab.run("delete document.documentElement.dataset.ready")
        self.tab.send("Page.navigate", url=f"{self.visitor.access.origin}{address}")
        self.ready()

    def click(self, words: str) -> None:
        """Click the link or button that says so, and wait for what it shows."""
        found = _FIND % json.dumps(words)
        self.wait_for(f"!!{found}", words)
        self.tab.run(f"delete document.documentElement.dataset.ready; {found}.click()")
        self.ready()

    def click_start(self) -> None:
        """Begin the run."""
        self.wait_for("document.getElementById('start')", "开始")
        self.tab.run("document.getElementById('start').click()")

    def ready(self) -> None:
        """Wait for the page that comes; while it comes, nothing can be asked."""
        end = time.monotonic() + 30
        while not self._asked("document.documentElement?.dataset.ready"):
            assert time.monotonic() < end, "no page came"
            time.sleep(0.03)

    def _asked(self, expression: str) -> object:
        try:
            return self.tab.run(expression)
        except AssertionError as problem:
            if "navigated" in str(problem) or "Cannot find" in str(problem):
                return None
            raise

    def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            self.tab.send(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                text=text if kind == "keyDown" else "",
            )

    def type(self, selector: str, text: str) -> None:
        """Type into a field."""
        self.tab.run(f"document.querySelector({json.dumps(selector)}).select()")
        self.tab.send("Input.insertText", text=text)

    def text(self) -> str:
        """What the page says."""
        return str(self.tab.run("document.querySelector('main').innerText"))

    def sees(self, words: str) -> None:
        """The page says so, soon."""
        self.wait_for(
            f"document.querySelector('main')?.innerText.includes({json.dumps(words)})", words
        )

    def wait_for(self, expression: str, what: str, seconds: float = 30) -> None:
        """Wait until it holds."""
        end = time.monotonic() + seconds
        while not self._asked(f"!!({expression})"):
            assert time.monotonic() < end, f"“{what}” is not on the page:\n{self.text()}"
            time.sleep(0.03)

    def drop(self, path: Path) -> None:
        """Give a file to the page."""
        document = self.tab.send("DOM.getDocument")["root"]["nodeId"]
        node = self.tab.send("DOM.querySelector", nodeId=document, selector="#file")["nodeId"]
        self.tab.send("DOM.setFileInputFiles", files=[str(path)], nodeId=node)

    def picture(self, name: str) -> None:
        """Take pictures of the page at both widths, and in the dark."""
        if not PICTURES:
            return
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        self.tab.run(_AS_ON_A_PC % json.dumps(str(Path.home())))
        for width, dark in ((1400, False), (390, False), (1400, True)):
            self.tab.resize(width)
            self._dress(dark=dark)
            ending = "-dark" if dark else ""
            (Path(PICTURES) / f"{name}-{width}{ending}.png").write_bytes(self.tab.picture())
        self._dress(dark=False)
        self.tab.resize(MANUAL[0])
        clip = {"x": 0, "y": 0, "width": MANUAL[0], "height": self._height(), "scale": 1.5}
        shot = self.tab.send("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        (Path(PICTURES) / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))
        self.tab.resize(1400)

    def _height(self) -> int:
        """Of what the page shows, as far as the manual shows it."""
        last = "document.querySelector('main').lastElementChild"
        end = self.tab.run(f"{last}.getBoundingClientRect().bottom")
        return min(MANUAL[1], int(end) + 30)

    def _dress(self, *, dark: bool) -> None:
        scheme = "dark" if dark else "light"
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.tab.send("Emulation.setEmulatedMedia", features=features)


@contextmanager
def seated(visitor: Visitor) -> Iterator[Officer]:
    """An officer who has opened the address that the program opens."""
    with browser.opened() as tab:
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            tab.send(f"{domain}.enable")
        tab.resize(1400)
        tab.send("Page.navigate", url=visitor.access.address)
        person = Officer(tab, visitor)
        person.ready()
        yield person
