"""One address an article: canonical URLs and the ids made from them."""

import re
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

DEFAULT_PORTS = {"http": 80, "https": 443}

# Only parameters that no paper uses for content. `cid`, `id`, `p` and `sid` hold real article ids and stay.
_TRACKING = re.compile(
    r"utm_\w*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|zarsrc|zalosrc"
    r"|mc_cid|mc_eid|_ga|_gl|vn_(?:source|medium|campaign|term|zone)|gidzl|fb_(?:action_ids|action_types|source|comment_id)"
    r"|amp|outputtype|print|jsessionid|phpsessid|aspsessionid\w*|sessionid",
    re.IGNORECASE,
)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=.*\d)(?=.*[a-z])[0-9a-z]{12,}", re.IGNORECASE)  # no id of an article mixes letters in
_AMP_END = re.compile(r"(?:/amp)+(?=/?$)")
_AMP_START = re.compile(r"^(?:/amp)+(?=/.)")
_HOST_PREFIX = re.compile(r"^(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.[^.]*[a-z])")
_BLOGGER_POST = re.compile(r"^/\d{4}/\d{2}/[^/]+\.html$")
_SEED = "seed:"
_SEED_NUMBER = re.compile(r"seed:[a-z0-9-]+/(\d{3,8})_[0-9a-f]{16}")


def canonicalize(url: str) -> str:
    """The address under which one article is kept, whatever link led to it.

    Gone are fragments, default ports, credentials, tracking and session parameters, and the marks of mobile, AMP and
    print editions; `http` becomes `https` where no port is named, because papers have moved and archived one article
    under both. The result is for identity, not for fetching. Idempotent; an address that cannot be parsed comes back
    stripped.
    """
    try:
        parts = urlsplit(canonicalize_url(url.strip()))
        host = _host(parts)
    except ValueError:
        return url.strip()
    if parts.scheme not in DEFAULT_PORTS or not host:
        return urlunsplit(parts)
    scheme = "https" if ":" not in host.rpartition("]")[2] and not _is_address(host) else parts.scheme
    path = _path(parts.path)
    return urlunsplit((scheme, host, path, _query(parts.query, path), ""))


def article_id(canonical_url: str) -> str:
    """The id of an article: the first 16 hex digits of SHA-256 over its canonical URL.

    That of an imported file begins with the file's number in 7 digits: exports order what a day holds by id, and so the
    files of a folder stay in its order.
    """
    digest = sha256(canonical_url.encode()).hexdigest()
    imported = _SEED_NUMBER.fullmatch(canonical_url) if canonical_url.startswith(_SEED) else None
    return digest[:16] if imported is None else f"{int(imported[1]):07x}{digest[:9]}"


def seed_address(site: str, number: int, digest: str) -> str:
    """What an imported article has for a canonical URL: `seed:` and site, number (of at most eight digits) and the 16
    hex digits over the bytes of its file. No web address begins so."""
    return f"{_SEED}{site}/{number:03d}_{digest}"


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    name = f"[{name}]" if ":" in name else _HOST_PREFIX.sub("", name)
    default = DEFAULT_PORTS.get(parts.scheme)
    return name if parts.port in (None, default) else f"{name}:{parts.port}"


def _is_address(host: str) -> bool:
    return host.startswith("[") or host.replace(".", "").isdigit() or "." not in host


def _path(path: str) -> str:
    shorter = _AMP_START.sub("", _SESSION_PATH.sub("", path))
    return _AMP_END.sub("", shorter) or "/"


def _query(query: str, path: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _is_noise(key, value, path)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _is_noise(key: str, value: str, path: str) -> bool:
    if key == "m":  # a Blogger post's mobile view is ?m=1
        return value in ("0", "1") and _BLOGGER_POST.match(path) is not None
    if key == "sid":
        return _SESSION_VALUE.fullmatch(value) is not None
    return _TRACKING.fullmatch(key) is not None
