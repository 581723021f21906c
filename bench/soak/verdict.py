"""What a soak shows for each day, and what must hold in the end."""

from collections import Counter

from bench.soak.running import Soak
from bench.soak.troubles import Trouble
from crawler.archive import Archive
from tests.killing import unsound

HEADS = (
    f"{'day':>3} {'printed':>7} {'archived':>8} {'daemon MiB':>10} {'visit MiB':>9} {'files':>5} {'WARC':>4}  trouble"
)


def line(soak: Soak, day: int, trouble: Trouble | None) -> str:
    """A day under HEADS."""
    files = sum(1 for _ in (soak.home.folder / "daemon").iterdir())
    warcs = sum(1 for _ in (soak.home.folder / "warc").iterdir())
    said = trouble.__name__.replace("_", " ") if trouble else ""
    memory = f"{soak.lives[-1][-1]:10.1f} {soak.peak:9.0f}"
    return f"{day:3} {len(soak.town.articles):7} {len(_archived(soak)):8} {memory} {files:5} {warcs:4}  {said}"


def tell_verdict(soak: Soak) -> None:
    """Print what is lost, what is there twice, how far memory grew, and what the checks say."""
    times = _archived(soak)
    lost, twice = soak.town.articles - times.keys(), [url for url, number in times.items() if number > 1]
    life = max(soak.lives, key=len)
    growth = life[-1] / life[min(2, len(life) - 1)] - 1
    print(f"lost {len(lost)}, twice {len(twice)}; the daemon that ran longest ({len(life)} days) grew by {growth:+.1%}")
    print(*sorted(lost)[:10], *twice[:10], sep="\n", end="\n" if lost or twice else "")
    print(*(unsound(soak.home) or ["khobao verify and warcio check: clean"]), sep="\n")


def _archived(soak: Soak) -> Counter[str]:
    with Archive.open(soak.home.database_url, soak.home.folder, write=False) as archive:
        return Counter(one.article.canonical_url for one in archive.exported())
