from crawler.components.archive import ArchiveLost
from crawler.components.failures import reason_of
from crawler.errors import Reason
from crawler.frontier.retry import retry


def test_a_page_is_tried_again_when_it_was_the_archive_that_failed() -> None:
    reason, detail = reason_of(ArchiveLost())
    assert reason == Reason.NOT_STORED
    again = retry(reason, detail, 0)
    assert again is not None
    assert again.pause is not None
