"""What the browser finds wrong with a site while a test drives it, and how it is told."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

STATUS_IN_CONSOLE = re.compile(r"responded with a status of (\d{3})")


@dataclass
class Site:
    """A running site, and what the browser found wrong with it."""

    base_url: str
    troubles: list[str] = field(default_factory=list)
    expected_statuses: set[int] = field(default_factory=set)

    def expects(self, *statuses: int) -> None:
        """These HTTP statuses are part of the test, not trouble."""
        self.expected_statuses.update(statuses)

    def starts_anew(self) -> None:
        """For the next test on the same site: nothing was heard, nothing is expected."""
        self.troubles.clear()
        self.expected_statuses.clear()

    def had_no_trouble(self) -> None:
        """Fails the test if a watched page had any trouble."""
        assert not self.troubles, "The browser complained:\n" + "\n".join(self.troubles)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.troubles.append(f"script error: {error.error}"))
        context.on("request", self._see_request)
        context.on("requestfailed", self._see_failure)
        context.on("response", self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        status = STATUS_IN_CONSOLE.search(message.text)
        if message.type == "error" and not status:  # statuses are judged by _see_response
            self.troubles.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        if request.url.startswith(("http:", "https:", "ws:", "wss:")) and not request.url.startswith(
            self.base_url + "/"
        ):
            self.troubles.append(f"request to another host: {request.url}")

    def _see_failure(self, request: Request) -> None:
        # ERR_ABORTED is the browser's own doing: a download, or a page left while something was loading.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"request failed: {request.method} {request.url}: {request.failure}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.troubles.append(f"status {response.status}: {response.request.method} {response.url}")


def readable(violation: dict[str, Any]) -> str:
    """One violation of axe-core as lines: what, why, and each element with what to do about it."""
    lines = [f"- {violation['id']} ({violation['impact']}): {violation['help']} {violation['helpUrl']}"]
    for node in violation["nodes"]:
        where = " ".join(map(str, node["target"]))
        lines.append(f"    {where}: {node['html'][:200]}")
        lines.extend(f"      {line.strip()}" for line in node["failureSummary"].splitlines()[1:])
    return "\n".join(lines)
