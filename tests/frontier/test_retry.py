"""What becomes of a page that was not archived."""

from datetime import timedelta

import pytest

from crawler.archive.rows.addresses import FINAL
from crawler.errors import Reason
from crawler.frontier.retry import FORGOTTEN, MOST_ATTEMPTS, Retry, retry


@pytest.mark.parametrize("reason", sorted(FINAL | {Reason.BAD_ADDRESS, Reason.PRIVATE_ADDRESS, Reason.OUTSIDE_DATES}))
def test_what_is_settled_is_forgotten(reason: Reason) -> None:
    assert retry(reason, "", 0) is None


@pytest.mark.parametrize(("reason", "detail"), [(Reason.TIMEOUT, ""), (Reason.HTTP, "503"), (Reason.HTTP, "408")])
def test_passing_trouble_is_tried_at_once_by_the_next_run_and_then_ever_later(reason: Reason, detail: str) -> None:
    pauses = [again.pause for tried in range(5) if (again := retry(reason, detail, tried)) is not None]
    minutes = [0, 10, 40, 160, 640]
    assert pauses == [timedelta(minutes=number) for number in minutes]


@pytest.mark.parametrize(("reason", "detail"), [(Reason.HTTP, "404"), (Reason.ROBOTS, ""), (Reason.WALL, "")])
def test_a_refusal_is_left_alone_for_a_day_at_least(reason: Reason, detail: str) -> None:
    assert retry(reason, detail, 0) == Retry(1, timedelta(days=1))
    assert retry(reason, detail, 3) == Retry(4, timedelta(days=8))


def test_a_site_that_was_not_to_be_asked_costs_no_attempt() -> None:
    assert retry(Reason.RETRY_LATER, "", 9) == Retry(9, timedelta(0))


@pytest.mark.parametrize("reason", sorted(set(Reason) - FORGOTTEN - {Reason.RETRY_LATER}))
def test_every_page_is_given_up_at_last(reason: Reason) -> None:
    attempts = 0
    while (again := retry(reason, "", attempts)) is not None and again.pause is not None:
        assert again.attempts == attempts + 1
        assert timedelta(0) <= again.pause <= timedelta(days=30)
        attempts = again.attempts
    assert again == Retry(MOST_ATTEMPTS, None)
