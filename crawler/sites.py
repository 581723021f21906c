"""Site files: what differs from paper to paper, read strictly."""

import re
import tomllib
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from crawler.errors import BadInput, BadSiteFile
from crawler.sitefaults import explain, located, syntax_fault
from crawler.urls import DEFAULT_PORTS, canonicalize

_ID = re.compile(r"[a-z0-9-]+")
_LICENSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")
_DOMAIN = re.compile(r"[a-z0-9._-]+(?::\d{1,5})?")
LONGEST_DELAY = 3600.0  # seconds; a longer one would not end in a run

# Without a pattern: a slug of five words or more, an id of five digits, or a Blogger post; sections have shorter slugs.
_ARTICLE_PATH = re.compile(
    r"/(?:[^/-]+-){4,}[^/]+/?$|-(?:post|d|ar)?\d{5,}\.(?:html?|chn|tpo|vnp|vov|ldo)$|/\d{4}/\d{2}/[^/]+\.html$"
)
_OTHER_PATH = re.compile(
    r"^/?$|/(?:tags?|topics?|labels?|chu-de|su-kien|tac-gia|author|category|search|tim-kiem)/"
    r"|\.(?:rss|xml|gz|jpe?g|png|gif|webp|pdf|mp3|mp4)$"
)


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One paper: where its news is listed, what an article URL looks like, how polite to be.

    `domains` holds `host` or `host:port`, newest first; a subdomain belongs to its domain. `article_url` and `deny`
    are regular expressions searched in the whole URL; `delay` is in seconds. `license` is that of the paper's texts, an
    SPDX identifier.
    """

    id: str
    domains: tuple[str, ...]
    name: str = ""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    article_url: str = ""
    deny: tuple[str, ...] = ()
    delay: float = 1.0
    license: str = ""

    def owns(self, url: str) -> bool:
        """True when the URL's host is one of the site's domains or below one of them."""
        return self.match(url) > 0

    def match(self, url: str) -> int:
        """Length of the longest domain that owns the URL, 0 for none; the closest of several sites has the longest."""
        host, port = host_port(url)
        return max((len(domain) for domain in self.domains if belongs(host, port, domain)), default=0)

    def addresses(self, url: str) -> tuple[str, ...]:
        """The canonical address of a page under each name that the paper had, the newest first.

        Papers move (zing.vn, zingnews.vn, znews.vn) and keep their paths; an address of a subdomain stays what it is.
        """
        canonical = canonicalize(url)
        prefix, _, rest = canonical.partition("://")
        host, slash, path = rest.partition("/")
        if host not in self.domains:
            return (canonical,)
        return tuple(f"{prefix}://{domain}{slash}{path}" for domain in self.domains)

    def denies(self, url: str) -> bool:
        """True when one of the `deny` patterns stands in the URL."""
        return any(_compiled(pattern).search(url) for pattern in self.deny)

    def is_article(self, url: str) -> bool:
        """True when the URL looks like an article of the site; `deny` wins.

        Parameters and fragments may hide what `article_url` ends in, so the canonical address and the one without
        parameters count too. Without `article_url` a general pattern of Vietnamese article addresses decides.
        """
        if not self.article_url:
            return _looks_like_article(url) and not self.denies(url)
        pattern = _compiled(self.article_url)
        forms = (url, canonicalize(url), canonicalize(self.plain(url)))
        matches = any(pattern.search(form) for form in forms)
        return matches and not self.denies(url)

    def plain(self, url: str) -> str:
        """The address to ask an article at: without parameters where `article_url` refuses it only for these.

        No list of tracking parameters is ever whole, and an edition for printing may be forbidden by robots.txt.
        """
        bare = url.partition("#")[0].partition("?")[0]
        pattern = _compiled(self.article_url)
        return bare if self.article_url and not pattern.search(url) and pattern.search(bare) else url

    def accepts(self, url: str, *, trusted: bool = True) -> bool:
        """True when a URL that a feed or sitemap lists is worth a fetch: the site's own, not denied, of the pattern.

        Without `article_url` a list of nothing but articles (`trusted`: a feed, a news sitemap) is believed; of a
        general sitemap, where categories stand among the articles, the general pattern decides.
        """
        if not self.owns(url):
            return False
        believed = trusted and not self.article_url
        return not self.denies(url) if believed else self.is_article(url)


def load_site(path: str | Path) -> Site:
    """Read one site file.

    Raises BadInput when the file cannot be read and BadSiteFile, naming file, line and key, when its content is wrong.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path}: cannot read this site file: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadSiteFile(f"{path}:{line}: not UTF-8; save the file as UTF-8") from None
    return parse_site(text, path)


def parse_site(text: str, path: str | Path) -> Site:
    """The site that the text of a site file describes. Raises BadSiteFile, naming `path`, line and key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSiteFile(syntax_fault(text, path, str(error))) from None
    try:
        site = msgspec.convert(data, Site)
    except msgspec.ValidationError as error:
        key, index, what = explain(str(error), Site.__struct_fields__)
        raise BadSiteFile(located(text, path, key, index, what)) from None
    for key, index, what in _faults(site):
        raise BadSiteFile(located(text, path, key, index, what))
    return site


def load_sites(directory: str | Path, wanted: str | None = None) -> list[Site]:
    """Sites by comma-separated ids (files anywhere below `directory`) or paths of TOML files; without any, every site.

    Raises BadInput for an unknown id, a missing file or directory, and two files with one id.
    """
    folder = Path(directory)
    if wanted is None or not wanted.strip(" ,"):
        return _unique([(path, load_site(path)) for path in _site_files(folder)])
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    paths = [Path(name) if name.endswith(".toml") else _by_id(folder, name) for name in names]
    return _unique([(path, load_site(path)) for path in dict.fromkeys(paths)])


def site_of(url: str, sites: tuple[Site, ...]) -> Site | None:
    """The site that owns the URL; of several, the one with the closest domain."""
    best = max(sites, key=lambda site: site.match(url), default=None)
    return best if best is not None and best.owns(url) else None


def host_of(url: str) -> str:
    """The `host` or `host:port` that an address names, in lower case and without a user's name; "" when it has none."""
    return url.split("/", 3)[2].rpartition("@")[2].lower() if url.count("/") > 1 else ""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def host_port(url: str) -> tuple[str, int | None]:
    """Host and port of an address, the port that its scheme means when it names none; "" when it has no host."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").rstrip("."), parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return "", None


def _looks_like_article(url: str) -> bool:
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return _ARTICLE_PATH.search(path) is not None and _OTHER_PATH.search(path) is None


def belongs(host: str, port: int | None, domain: str) -> bool:
    """Whether a host is a domain (`host` or `host:port`) of a site file, or lies below it."""
    name, _, wanted_port = domain.partition(":")
    if wanted_port and port != int(wanted_port):
        return False
    return host == name or host.endswith("." + name)


def _site_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such directory of site files; set SITES_DIR")
    files = sorted(folder.rglob("*.toml"))
    if not files:
        raise BadInput(f"{folder}: holds no site file (*.toml)")
    return files


def _by_id(folder: Path, name: str) -> Path:
    files = _site_files(folder)
    named = next((path for path in files if path.stem == name), None)
    if named is not None:
        return named
    found = next((path for path in files if load_site(path).id == name), None)
    if found is not None:
        return found
    near = get_close_matches(name, [path.stem for path in files], n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise BadInput(f"no site {name!r} in {folder}{hint}")


def _unique(loaded: list[tuple[Path, Site]]) -> list[Site]:
    seen: dict[str, Path] = {}
    for path, site in loaded:
        if site.id in seen:
            raise BadSiteFile(f"{path}: id {site.id!r} is taken by {seen[site.id]}")
        seen[site.id] = path
    return [site for _, site in loaded]


def _faults(site: Site) -> list[tuple[str, int, str]]:
    faults = []
    if not _ID.fullmatch(site.id):
        faults.append(("id", 0, f"{site.id!r} may hold only a-z, 0-9 and -"))
    if not site.domains:
        faults.append(("domains", 0, "name at least one"))
    faults += [
        ("domains", i, f"{domain!r} must be host or host:port in lower case")
        for i, domain in enumerate(site.domains)
        if not _DOMAIN.fullmatch(domain)
    ]
    for key in ("feeds", "sitemaps", "sections"):
        faults += [
            (key, i, f"{url!r} is no http(s) address") for i, url in enumerate(getattr(site, key)) if not _web(url)
        ]
    patterns = [("article_url", 0, site.article_url), *(("deny", i, text) for i, text in enumerate(site.deny))]
    faults += [(key, i, what) for key, i, pattern in patterns if (what := _pattern_fault(pattern))]
    if not 0 <= site.delay <= LONGEST_DELAY:
        faults.append(("delay", 0, f"{site.delay} must be 0 to {LONGEST_DELAY:.0f} seconds"))
    if site.license and not _LICENSE.fullmatch(site.license):
        faults.append(
            ("license", 0, f"{site.license!r} is no SPDX identifier such as CC-BY-4.0: leave it out if none fits")
        )
    return faults


def _web(url: str) -> bool:
    return bool(re.match(r"https?://", url)) and host_port(url)[0] != ""


def _pattern_fault(pattern: str) -> str:
    try:
        _compiled(pattern)
    except re.error as error:
        return f"{pattern!r} is no regular expression: {error}"
    return ""
