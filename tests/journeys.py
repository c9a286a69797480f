"""A person at a real browser: signs in, walks by mouse or by keyboard alone, hears what pages complain of."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, ConsoleMessage, Locator, Response, ViewportSize

MOST_TABS = 60
FOCUS = """() => {
  const focused = document.activeElement, style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const seen = left < right && top < bottom;
  const met = seen ? document.elementFromPoint((left + right) / 2, (top + bottom) / 2) : null;
  return {
    name: (focused.getAttribute("aria-label") || focused.innerText || focused.name || "").trim(),
    ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    uncovered: Boolean(met) && (focused.contains(met) || met.contains(focused)),
  };
}"""
"""What has the focus, whether a ring is drawn round it, and whether it lies open to the eye."""
TYPED = """form => Object.fromEntries(
  [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"))"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Server(ThreadedWSGIServer):
    """Stops only when every window has hung up, so that no session outlives the test's database."""

    daemon_threads = False


class ServerThread(LiveServerThread):
    server_class = Server


@contextmanager
def served() -> Iterator[str]:
    """The portal on a free port, in a thread of this process, over the test database; its address."""
    thread = ServerThread("127.0.0.1", static_handler=StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://{thread.host}:{thread.port}"
    finally:
        thread.terminate()


class Person:
    """One browser window with cookies of its own; `complaints` is what a developer's console would show."""

    def __init__(self, browser: Browser, address: str, width: int = 1366, height: int = 768):
        size = ViewportSize(width=width, height=height)
        self.context = browser.new_context(base_url=address, viewport=size, locale="zh-CN")
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        """A refused page is announced as a resource that failed to load: `_see` judges those."""
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def _see(self, answer: Response) -> None:
        if answer.status >= 400 and not answer.request.is_navigation_request():
            self.complaints.append(f"{answer.status} {answer.url}")

    def sign_in(self, username: str, password: str) -> None:
        self.page.goto("/login/")
        self.page.get_by_label("账号").fill(username)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.follow(self.page.get_by_role("button", name="登录"))

    def follow(self, link: Locator) -> None:
        """Clicks, and waits for the page it opens."""
        with self.page.expect_navigation():
            link.click()

    def press(self, keys: str) -> None:
        """A key that opens another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(keys)

    def tab_to(self, name: str) -> None:
        """Tab until the control of this name has the focus; on the way no focus may be lost to sight."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            assert focus == {**focus, "ringed": True, "uncovered": True}
            if focus["name"] == name:
                return
        raise AssertionError(f"{MOST_TABS} tabs do not reach {name}")

    def rows_of_every_page(self) -> list[list[str]]:
        """The cells of all rows of the table, page by page to the last."""
        found: list[list[str]] = []
        while True:
            rows = self.page.locator("table[data-walk] tbody tr")
            found += rows.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText))")
            further = self.page.get_by_role("link", name="下一页")
            if not further.count():
                return found
            self.follow(further)

    def typed(self) -> dict[str, str]:
        """What the page's main form holds."""
        return self.page.locator("main form[data-guard]").evaluate(TYPED)
