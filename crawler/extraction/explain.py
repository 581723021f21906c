"""What was kept of a page, what was dropped, and why: for people who doubt an extraction."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from crawler.extraction.extractor import assemble
from crawler.extraction.reading import Reading, read
from crawler.items import Article

Fate = Literal["outside", "title", "lead", "kept", "dropped"]

_STYLE = """
body{font:16px/1.5 Georgia,"Times New Roman",serif;margin:0;color:#1b1b1b;background:#faf9f6}
header{padding:1rem 1.5rem;border-bottom:1px solid #d8d4c8}header h1{font-size:1.1rem;margin:0}
header p{margin:.3rem 0 0;color:#555;font-size:.9rem}main{display:grid;grid-template-columns:1fr 1fr}
section{padding:1rem 1.5rem;min-width:0;overflow-wrap:anywhere}
section+section{border-left:1px solid #d8d4c8;background:#fff}
h2{font-size:.9rem;text-transform:uppercase;letter-spacing:.06em;color:#555}
.line{margin:.2rem 0;padding:.1rem .5rem;border-left:4px solid transparent;white-space:pre-line}
.outside{color:#8a8a8a;font-size:.85rem}.title{border-color:#1f4e9e;font-weight:bold}.lead{border-color:#0b7a75}
.kept{border-color:#2e7d32}.dropped{border-color:#c62828;background:#fdecea;text-decoration:line-through;color:#7a2b25}
.dropped small{display:inline-block;width:100%;color:#c62828}.caption{color:#555;font-style:italic}
.heading{font-weight:bold}.list,.table,.quote{border-color:#d8d4c8}.key span{margin-right:1rem;padding-left:.4rem}
blockquote{border-left:3px solid #bbb;margin-left:0;padding-left:1rem}
@media(max-width:60rem){main{grid-template-columns:1fr}section+section{border-left:0;border-top:1px solid #d8d4c8}}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page as it reads, and what became of it; `reason` is the rule that dropped it."""

    text: str
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article and every line of its page in reading order."""

    article: Article
    lines: tuple[Line, ...]


def explain(html: bytes, url: str, *, encoding: str | None = None) -> Explanation:
    """Like `extract`, with the fate of every line. Raises NotAnArticle."""
    reading = read(html, url, encoding)
    return Explanation(assemble(reading, url, ""), tuple(_lines(reading)))


def _lines(reading: Reading) -> Iterator[Line]:
    kept = set(reading.kept)
    for index, segment in enumerate(reading.page.segments):
        if index in reading.lead.segments:
            yield Line(segment.text, "lead")
        elif index == reading.at:
            yield Line(segment.text, "title")
        elif index in reading.fates:
            yield Line(segment.text, "dropped", reading.fates[index])
        else:
            yield Line(segment.text, "kept" if index in kept else "outside")


def as_html(explanation: Explanation) -> str:
    """One page: the original's lines with what was dropped struck out, beside the clean article.

    All text is escaped and nothing of the original's markup is copied, so no script of it can run; the policy in the
    head refuses every request on top of that.
    """
    article = explanation.article
    origins = ", ".join(f"{escape(field)}: {escape(origin)}" for field, origin in article.origins)
    original = "\n".join(_original(line) for line in explanation.lines)
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(article.title)}</title><style>{_STYLE}</style></head>
<body><header><h1>{escape(article.url)}</h1>
<p>{escape(_facts(article))}</p><p>{origins}</p>
<p class="key"><span class="line title">headline</span><span class="line lead">lead</span>
<span class="line kept">kept</span><span class="line dropped">dropped</span><span>grey: outside</span></p></header>
<main><section><h2>The page, line by line</h2>
{original}
</section><section><h2>The article</h2>
{_clean(article)}
</section></main></body></html>
"""


def _original(line: Line) -> str:
    reason = f"<small>{escape(line.reason)}</small>" if line.reason else ""
    return f'<div class="line {line.fate}">{escape(line.text)}{reason}</div>'


def _facts(article: Article) -> str:
    date = article.published_at.isoformat() if article.published_at else "no date"
    people = ", ".join(article.authors) or "no author"
    doubts = "; ".join(article.quality.reasons)
    return f"{date} · {people} · {article.kind} · quality {article.quality.score}" + (f" ({doubts})" if doubts else "")


def _clean(article: Article) -> str:
    parts = [f'<div class="line title">{escape(article.title)}</div>']
    if article.summary:
        parts.append(f'<div class="line lead">{escape(article.summary)}</div>')
    parts.extend(f'<div class="line {block.kind}">{escape(block.text)}</div>' for block in article.blocks)
    return "\n".join(parts)
