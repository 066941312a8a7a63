"""A phone in a basement: Chromium with an empty cache, slowed down, that tells what a page cost."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip
# A slow 4G, and a processor of a quarter.
NETWORK = {
    "offline": False,
    "latency": 150,  # milliseconds
    "downloadThroughput": 1_600_000 / 8,  # bytes a second
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
SETTLED_MS = 2000  # until a new window of Chromium has loaded parts of its own, beside which any page is slow
QUIET_MS = 2500  # after `load`: what still comes by itself is counted, too

VITALS = """() => new Promise(done => {
  let lcp = 0, what = "", cls = 0
  new PerformanceObserver(list => list.getEntries().forEach(
    one => { lcp = one.startTime; what = one.element ? one.element.tagName : "" }
  )).observe({type: "largest-contentful-paint", buffered: true})
  new PerformanceObserver(list => list.getEntries().forEach(one => { cls += one.value })).observe(
    {type: "layout-shift", buffered: true}
  )
  const firstByte = performance.getEntriesByType("navigation")[0].responseStart
  setTimeout(() => done([firstByte, lcp, what, cls]), 300)
})"""


@dataclass(frozen=True, slots=True)
class View:
    """What one first view cost: `loaded` are path and bytes, headers included, of each request to the page's host;
    `elsewhere` the same of other hosts, which are the vendor's pictures. Times are in milliseconds."""

    loaded: list[tuple[str, int]]
    elsewhere: list[tuple[str, int]]
    first_byte: float
    lcp: float
    lcp_element: str
    cls: float

    @property
    def transferred(self) -> int:
        return sum(size for _, size in self.loaded)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's."""
    path = shutil.which("chromium")
    if path is None:
        raise RuntimeError("This needs Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def first_view(browser: Browser, url: str) -> View:
    """Opens the page as somebody who has never been there."""
    with _a_phone(browser) as page:
        loaded = _watched(page)
        page.goto(url, wait_until="load", timeout=60_000)
        page.wait_for_timeout(QUIET_MS)
        vitals = page.evaluate(VITALS)
    host = urlsplit(url).netloc
    sizes = [(urlsplit(where), size) for where, size in loaded.values()]
    return View(
        [(where.path, size) for where, size in sizes if where.netloc == host],
        [(where.path, size) for where, size in sizes if where.netloc != host],
        *vitals,
    )


@contextmanager
def _a_phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        locale="en-GB",
    )
    page = context.new_page()
    page.wait_for_timeout(SETTLED_MS)
    yield page
    context.close()


def _watched(page: Page) -> dict[str, tuple[str, int]]:
    """Slows the page down; by the browser's number of a request, its address and bytes, from now on."""
    loaded: dict[str, tuple[str, int]] = {}
    cdp = page.context.new_cdp_session(page)

    def sent(event: dict[str, Any]) -> None:
        loaded[event["requestId"]] = event["request"]["url"], 0

    def finished(event: dict[str, Any]) -> None:
        where, _ = loaded[event["requestId"]]
        loaded[event["requestId"]] = where, round(event["encodedDataLength"])

    cdp.on("Network.requestWillBeSent", sent)
    cdp.on("Network.loadingFinished", finished)
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": False})
    cdp.send("Network.emulateNetworkConditions", NETWORK)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return loaded
