"""Replies for the tests of what the platforms show: a usual one, and drawn ones, in which all text is hostile."""

from hypothesis import strategies as st

from bot.reply import Quote, Reply, Source, one_line, printable

HOSTILE = (
    "@everyone",
    "<@&1>",
    "[click](https://evil.example)",
    "https://evil.example",
    "**bold**",
    "__under__",
    "||spoiler||",
    "```block",
    "\n# heading",
    "\n-# small",
    "\n> quote",
    "\n1. list",
    "\n- list",
    "<t:1:R>",
    "\\",
    "<!channel>",
    "<@U1>",
    "<https://evil.example|click>",
    "*bold*",
    "`code`",
    "&amp;",
    "\u202etext",
    "שלום",
    ":tada:",
    '"' * 3_000,
    "x" * 4_000,
    "👩\u200d👧" * 900,
)
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=12))
TEXTS = st.builds(
    lambda words, times: printable(" ".join(words) * times)[:20_000],
    st.lists(WORDS, min_size=1),
    st.integers(1, 400),
)
TITLES = st.one_of(st.text(max_size=1_000), TEXTS).map(one_line)
ADDRESSES = st.one_of(
    st.none(),
    st.integers(1, 3_000).map(lambda length: f"https://news.example/{'x' * length}#:~:text=quote"),
)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Draw a reply with up to five quotes of up to four sources, all of it hostile."""
    count = draw(st.integers(0, 5))
    source_of = [draw(st.integers(0, 3)) for _ in range(count)]
    quotes = tuple(
        Quote(
            number=number,
            text=draw(TEXTS),
            context=tuple(draw(st.lists(TEXTS, max_size=2))),
            earlier=draw(st.sampled_from([None, "9 December 2025"])),
            link=draw(ADDRESSES),
            passage=draw(TEXTS),
        )
        for number in range(1, count + 1)
    )
    sources = tuple(
        source(
            tuple(n for n in range(1, count + 1) if source_of[n - 1] == which),
            draw(TITLES),
            draw(ADDRESSES),
        )
        for which in dict.fromkeys(source_of)
    )
    return Reply(
        question=draw(TEXTS)[:2_000],
        asked=draw(st.one_of(st.none(), TEXTS)),
        note=draw(st.one_of(st.none(), st.just("The newest is of 2024."))),
        quotes=quotes,
        sources=sources,
        further=(),
        nearest=() if count else tuple(source((), draw(TITLES), draw(ADDRESSES)) for _ in range(3)),
        coverage="The corpus covers 2025.",
    )


def source(numbers: tuple[int, ...], title: str, address: str | None) -> Source:
    """Return a source of a publisher, without a date."""
    return Source(numbers=numbers, title=title, publisher="Outlet", date="undated", is_summary=False, link=address)


SHORT = Reply(
    question="what does it cost?",
    asked="what does Zephyr cost?",
    note=None,
    quotes=(
        Quote(
            number=1,
            text="It costs $5.",
            context=("Prices:",),
            earlier=None,
            link="https://a.example/#:~:text=It",
            passage="P",
        ),
        Quote(
            number=2,
            text="It was $9.",
            context=(),
            earlier="1 May 2025",
            link="https://a.example/#:~:text=was",
            passage="P",
        ),
        Quote(number=3, text="Cheap.", context=(), earlier=None, link=None, passage="P"),
    ),
    sources=(source((1, 2), "A & B", "https://a.example/#:~:text=It"), source((3,), "note.txt", None)),
    further=(),
    nearest=(),
    coverage="",
)
