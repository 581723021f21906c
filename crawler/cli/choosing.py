"""What options of an export mean: names by commas, and how to split."""

from datetime import date

from crawler.corpus import Split
from crawler.corpus.filters import FILTERS
from crawler.errors import BadInput
from crawler.seedformat import day_from

_SHARES = (90, 5, 5)


def chosen_names(value: str, option: str) -> tuple[str, ...] | None:
    """The names in a list by commas, sorted, each once; None when the option was not given. Raises BadInput."""
    if not value:
        return None
    names = tuple(sorted({name.strip() for name in value.split(",") if name.strip()}))
    if not names:
        raise BadInput(f"{option} {value!r}: it names nothing")
    return names


def chosen_filters(value: str) -> tuple[str, ...]:
    """The filters in a list by commas, in the order in which they are asked. Raises BadInput for an unknown one."""
    names = chosen_names(value, "--filter") or ()
    for name in names:
        if name not in FILTERS:
            raise BadInput(f"--filter {name}: there is no such filter: choose of {', '.join(FILTERS)}")
    return tuple(name for name in FILTERS if name in names)


def chosen_split(value: str) -> Split | None:
    """`cluster`, `cluster:90,5,5` or `time:DAY,DAY`; None when it was not given. Raises BadInput."""
    by, colon, rest = value.partition(":")
    parts = rest.split(",") if rest else []
    if not value:
        return None
    if by == "cluster" and (len(parts) == 3 or not colon):
        return Split(by="cluster", shares=_shares(parts, value) if parts else _SHARES)
    if by == "time" and len(parts) == 2:
        return Split(by="time", days=_days(parts[0], parts[1], value))
    raise BadInput(f"--split {value}: write cluster, cluster:90,5,5 or time:2025-10-01,2025-11-01")


def _shares(parts: list[str], value: str) -> tuple[int, int, int]:
    shares = [int(part) if part.isascii() and part.isdigit() else -1 for part in parts]
    if min(shares) < 0 or sum(shares) != 100:
        raise BadInput(f"--split {value}: three shares in percent, which make 100")
    return shares[0], shares[1], shares[2]


def _days(validation: str, test: str, value: str) -> tuple[date, date]:
    days = day_from(validation), day_from(test)
    if days[0] > days[1]:
        raise BadInput(f"--split {value}: validation begins after test")
    return days
