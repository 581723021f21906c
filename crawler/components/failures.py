"""Why a request brought no page: Scrapy's exceptions as named reasons."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.components.archive import ArchiveLost
from crawler.components.politeness import SiteClosed
from crawler.components.private_hosts import NoWebAddress, PrivateAddress
from crawler.components.robots import RobotsDenied
from crawler.errors import NotRecorded, Reason

_REASONS: tuple[tuple[type[BaseException], Reason], ...] = (
    (HttpError, Reason.HTTP),
    (RobotsDenied, Reason.ROBOTS),
    (PrivateAddress, Reason.PRIVATE_ADDRESS),
    (NoWebAddress, Reason.BAD_ADDRESS),
    (UnsupportedURLSchemeError, Reason.BAD_ADDRESS),
    (SiteClosed, Reason.RETRY_LATER),
    (NotRecorded, Reason.NOT_RECORDED),
    (ArchiveLost, Reason.NOT_STORED),
    (CannotResolveHostError, Reason.DNS),
    (DownloadTimeoutError, Reason.TIMEOUT),
    (DownloadCancelledError, Reason.TOO_LARGE),  # Scrapy cancels a download only for DOWNLOAD_MAXSIZE
)
KNOWN: tuple[type[BaseException], ...] = tuple(kind for kind, _ in _REASONS)
_DETAIL_LIMIT = 300


def reason_of(error: BaseException | None) -> tuple[Reason, str]:
    """The reason for an exception that ended a request, and one line of detail for people."""
    detail = " ".join(str(error).split())[:_DETAIL_LIMIT] or type(error).__name__
    if isinstance(error, HttpError):
        return Reason.HTTP, str(error.response.status)
    known = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    if known is not None:
        return known, detail
    if isinstance(error, IgnoreRequest):  # Scrapy tells these two apart by their text alone
        return (Reason.REDIRECTS if "redirect" in detail else Reason.TOO_LARGE), detail
    return Reason.CONNECTION, detail
