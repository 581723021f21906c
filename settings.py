"""Every knob of the crawler with its default and one line of why.

The first group may also come from environment variables of the same name; `-s NAME=…` wins over both.
"""

from os import environ
from pathlib import Path

_HERE = Path(__file__).parent
_HOME = _HERE if (_HERE / "scrapy.cfg").exists() else Path.cwd()  # one archive, whichever subfolder one stands in

# --- the user's knobs -------------------------------------------------------------------------------------------------
DATABASE_URL = environ.get("DATABASE_URL", f"sqlite:///{_HOME}/data/khobao.db")  # SQLAlchemy URL; PostgreSQL to share
ARCHIVE_DIR = environ.get("ARCHIVE_DIR", f"{_HOME}/data")  # warc/ and articles/ are made below it
SITES_DIR = environ.get("SITES_DIR", f"{_HERE}/seeds")  # one TOML file a site
PRIVATE_HOSTS_ALLOWED = environ.get("PRIVATE_HOSTS_ALLOWED", "")  # host[:port],…: a page must not reach our own network
CONTACT = environ.get("CONTACT", "https://example.org/khobao")  # set it: papers must be able to reach who crawls them
OPERATOR = environ.get("OPERATOR", "")  # who runs this archive; goes into every WARC file
BUDGET_PAGES = environ.get("BUDGET_PAGES", "0")  # answers of one site a run, of every kind; 0: no limit
OUTCOME_FILE = environ.get(
    "OUTCOME_FILE", ""
)  # where a crawl leaves its figures as JSON, for the daemon; none by default
ALARM_COMMAND = environ.get("ALARM_COMMAND", "")  # run for each alarm, as JSON on its input: mail, chat; default: none
BUDGET_BYTES = environ.get("BUDGET_BYTES", "0")  # bytes of one site a run, as received; 0: no limit

# --- who we are -------------------------------------------------------------------------------------------------------
BOT_NAME = "khobao"
USER_AGENT = f"khobao/0.1 (+{CONTACT})"  # honest: a name, a version, a contact; never a browser's
SPIDER_MODULES = ["spiders"]
COMMANDS_MODULE = "crawler.cli.scrapy"  # `scrapy crawl` that ends in one line when it cannot start
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi",  # some papers answer by language; Scrapy asks for English
    "Accept-Encoding": "gzip, deflate",  # every WARC tool unpacks these; warcio stops at brotli (its issue 73)
}

# --- politeness -------------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True  # off in Scrapy by default
ROBOTSTXT_USER_AGENT = "khobao"  # the product token that RFC 9309 matches, without version and contact
CONCURRENT_REQUESTS = 32  # across all sites; one site is bounded below
CONCURRENT_ITEMS = 4  # a page yields one item, but Scrapy starts this many tasks a response: 100 cost 3 ms a page
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one request at a time a site
DOWNLOAD_DELAY = 1.0  # seconds; a site file's `delay` and robots' Crawl-delay override it
DOWNLOAD_DELAY_JITTER = 0  # a delay that was promised is kept, not halved by chance
SCHEDULER_PRIORITY_QUEUE = "crawler.components.fairness.FairQueue"  # a slow or paused site stops no other
COOKIES_ENABLED = True  # kept as any client does; some papers redirect for ever without
RETRY_TIMES = 2  # a third failure is recorded, and tried again on the next run
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 pause the whole site instead (Retry-After)

# --- a hostile web ----------------------------------------------------------------------------------------------------
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes, also after decompression: no article needs more; Scrapy allows 1 GiB
DOWNLOAD_WARNSIZE = 0  # the limit itself is told by name
DOWNLOAD_TIMEOUT = 30  # seconds: a slow drip costs one slot no longer
REDIRECT_MAX_TIMES = 5  # RFC 9309 asks for five; a longer chain is a loop or a wall
METAREFRESH_ENABLED = False  # script-less walls refresh to themselves
DEPTH_LIMIT = 50  # of paging and nested sitemap indexes: a calendar has no end
DNS_TIMEOUT = 10  # seconds
REACTOR_THREADPOOL_MAXSIZE = 8  # DNS look-ups of many sites at once
URLLENGTH_LIMIT = 2083  # longer addresses are traps; what browsers took for decades

# --- extraction workers -----------------------------------------------------------------------------------------------
EXTRACTION_PROCESSES = 2  # one a core of the machines this runs on
EXTRACTION_TIMEOUT = 20  # seconds a page; the slowest ordinary page needs under one
EXTRACTION_PAGES_PER_WORKER = 1000  # then the worker is replaced: libxml2 and Python never give memory back
EXTRACTION_MEMORY = 1024 * 1024 * 1024  # bytes of address space a worker may take beyond what it starts with

# --- what is an article -----------------------------------------------------------------------------------------------
MIN_WORDS = 25  # syllables of lead, text and captions together; photo news of 30 exist, teasers are shorter
LANGUAGES = ["vi"]  # what the archive collects; English editions are refused by name

# --- the path ---------------------------------------------------------------------------------------------------------
ITEM_PIPELINES = {
    "pipelines.record.RecordPipeline": 100,
    "pipelines.extract.ExtractPipeline": 200,
    "pipelines.validate.ValidatePipeline": 300,
    "pipelines.neardup.NearDupPipeline": 400,
    "pipelines.archive.ArchivePipeline": 500,
}
EXTENSIONS = {
    "crawler.components.archive.ArchiveExtension": 0,
    "crawler.components.internal.InternalErrors": 5,  # our own exceptions become rows, and exit 1
    "crawler.components.watch.Watch": 7,  # figures of the visit, alarms
    "crawler.components.progress.Progress": 10,
    "crawler.components.outcome.Outcome": 20,
    "crawler.components.giving_way.GivingWay": 30,  # for the daemon: sites that are due wait for this crawl's end
    "scrapy.extensions.logstats.LogStats": None,  # Progress tells it by site
    "scrapy.extensions.remote_control.RemoteControl": None,  # an open port nobody asked for
    "scrapy.extensions.telnet.TelnetConsole": None,  # another
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.components.private_hosts.PrivateHosts": 40,  # above all: it sees redirects and robots.txt requests too
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.components.budget.Budget": 90,  # above robots.txt: what is not asked for needs no rules
    "crawler.components.robots.Robots": 100,  # in its place: unreachable means forbidden (RFC 9309)
    "crawler.components.politeness.Politeness": 560,  # below retries: 429 and 503 pause the site, not one request
    "crawler.components.capture.RawCapture": 950,  # below decompression and redirects: bytes as served
}
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []  # `pip freeze` tells; a log is for what happened
