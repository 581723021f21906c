"""What can go wrong, named for what the reader of the line should do about it."""

from enum import StrEnum


class KhoBaoError(Exception):
    """Base of every error that ends a command: its text is one line saying what, where and what to do."""


class BadSiteFile(KhoBaoError):
    """A site file cannot be used; the text names file, key and line."""


class BadInput(KhoBaoError):
    """A file or value given by the user cannot be read."""


class ArchiveUnusable(KhoBaoError):
    """The archive cannot be opened, locked or written."""


class NotRecorded(ArchiveUnusable):
    """The bytes of a response could not be written to a WARC file, so the response must not be used."""


class Reason(StrEnum):
    """Why a page left the path early; the `Failure` row's reason and, after `failure/`, the Scrapy stat key."""

    BAD_ADDRESS = "no-web-address"
    ROBOTS = "robots-denied"
    PRIVATE_ADDRESS = "private-address"
    DNS = "dns-failed"
    CONNECTION = "connection-failed"
    TIMEOUT = "download-timeout"
    TOO_LARGE = "body-too-large"
    HTTP = "http-error"
    RETRY_LATER = "asked-to-come-later"
    REDIRECTS = "too-many-redirects"
    OFFSITE = "redirected-off-site"
    NOT_HTML = "not-html"
    NOT_RECORDED = "not-recorded"
    EXTRACTION_TIMEOUT = "extraction-timeout"
    EXTRACTION_CRASH = "extraction-crash"
    EXTRACTION_FAILED = "extraction-failed"
    NO_ARTICLE = "no-article"
    LISTING = "category-page"
    SOFT_404 = "soft-404"
    WALL = "script-wall"
    CIPHERTEXT = "ciphertext"
    NO_TITLE = "no-title"
    TOO_SHORT = "too-short"
    LANGUAGE = "not-vietnamese"
    OUTSIDE_DATES = "outside-dates"
    BROKEN_FEED = "broken-feed"
    EMPTY_FEED = "empty-feed"
    DATES_OF_NOW = "dates-of-now"
    BROKEN_SITEMAP = "broken-sitemap"
    NOT_STORED = "not-stored"
    TAKEN_DOWN = "taken-down"
    INTERNAL = "internal-error"


class NotAnArticle(KhoBaoError):
    """A page that holds no article (a listing, a wall, a soft 404, …); `reason` names which."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail

    def __reduce__(self) -> tuple[type["NotAnArticle"], tuple[Reason, str]]:
        return NotAnArticle, (self.reason, self.detail)  # crosses from worker processes
