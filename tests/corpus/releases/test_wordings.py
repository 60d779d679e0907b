"""In how many ways a release is told, by whom, and of names that nobody knows. All sentences are made up."""

from datetime import date

import pytest

from corpus.releases.reading import read_releases

DAY = date(2025, 11, 26)  # a Wednesday


def told(text: str, *, publisher: str = "The Daily") -> set[tuple[str | None, str, str, str | None]]:
    """Return vendor, name, status and date of what a text states, read as an article of that day."""
    events = read_releases(text, published=DAY, publisher=publisher)
    return {(event.vendor, event.name, event.status, event.date) for event in events}


@pytest.mark.parametrize(
    ("sentence", "vendor", "name", "status", "day"),
    [
        ("Acme on Monday unveiled Zephyr 3, a voice model.", "Acme", "Zephyr 3", "released", "2025-11-24"),
        ("Acme Labs' debut model, Breeze, is out.", "Acme Labs", "Breeze", "released", "2025-11-26"),
        ("Acme rolled out its Quillpad writing assistant.", "Acme", "Quillpad", "released", None),
        ("Acme launched a coding agent code-named Kestrel.", "Acme", "Kestrel", "released", None),
        ("Acme unveiled its first model, a system it calls Heron.", "Acme", "Heron", "released", None),
        ("Acme plans to release its first model from the lab, Tern, in May.", "Acme", "Tern", "announced", None),
        ("Acme, which last year launched its Echo assistant, raised money.", "Acme", "Echo", "released", None),
        ("OpenAI said it was making GPT-7 available to all.", "OpenAI", "GPT-7", "released", None),
        ("Zephyr 3, Acme's next flagship, arrives next month.", "Acme", "Zephyr 3", "announced", None),
        ("Acme said it would begin shipping its X430 accelerator in spring.", "Acme", "X430", "announced", None),
        ("New from Mistral: Voxtral 9, a speech model.", "Mistral", "Voxtral 9", "released", None),
        ("Coming soon from Mistral: Voxtral 9.", "Mistral", "Voxtral 9", "announced", None),
        ("Claude Haiku 9 just came out, and it is cheap.", "Anthropic", "Claude Haiku 9", "released", None),
        ("Acme just launched Tidal, an AI notetaker.", "Acme", "Tidal", "released", None),
        ("Acme's Tidal is now available on phones.", "Acme", "Tidal", "released", "2025-11-26"),
        ("Acme Inc. today debuted Cortex Planner.", "Acme", "Cortex Planner", "released", "2025-11-26"),
        ("ChatGPT's new assistant, called Cart, is rolling out.", "OpenAI", "Cart", "released", None),
        ("Today marks the GA of Gemini 9.", "Google", "Gemini 9", "released", "2025-11-26"),
        ("Gemini 9 tops the Web Board and is now available to all.", "Google", "Gemini 9", "released", "2025-11-26"),
        ("Google's answer to GPT-7, Gemini 9, arrives next week.", "Google", "Gemini 9", "announced", None),
        ("Claude Opus 9 spotted in the docs.", "Anthropic", "Claude Opus 9", "rumoured", None),
        ("Stability AI cancels Stable Diffusion 9.", "Stability AI", "Stable Diffusion 9", "retired", None),
        ("GPT-8 is slated for release in May.", "OpenAI", "GPT-8", "announced", None),
        ("Google is updating its Antigravity editor to version 9.", "Google", "Antigravity 9", "released", None),
        ("Acme opened early access to Zephyr Studio.", "Acme", "Zephyr Studio", "preview", None),
        ("Acme previewed Zephyr 3, a robot.", "Acme", "Zephyr 3", "preview", None),
        ("ElevenLabs released Eleven v9 (alpha) to all.", "ElevenLabs", "Eleven v9", "preview", None),
        ("GPT-8 is coming, two sources said.", "OpenAI", "GPT-8", "rumoured", None),
        ("OpenAI plans to release GPT-8 by May, people familiar with it said.", "OpenAI", "GPT-8", "rumoured", None),
        (
            "Meta's upcoming model \u2014 which is codenamed Papaya \u2014 is large.",
            "Meta",
            "Papaya",
            "announced",
            None,
        ),
        (
            "Anthropic announced \u2014 but declined to release \u2014 Claude Opus 9.",
            "Anthropic",
            "Claude Opus 9",
            "announced",
            None,
        ),
        ("Google's Gemini 9 launch is reportedly delayed.", "Google", "Gemini 9", "in_development", None),
        ("xAI took Grok 9 offline on Monday.", "xAI", "Grok 9", "suspended", "2025-11-24"),
        ("Grok 9, the chatbot from xAI, was pulled offline.", "xAI", "Grok 9", "suspended", None),
        ("Meta has paused the rollout of Llama 9.", "Meta", "Llama 9", "suspended", None),
        ("Microsoft will pull the plug on Phi-9 in May.", "Microsoft", "Phi-9", "deprecated", None),
        ("OpenAI is winding down GPT-5.9.", "OpenAI", "GPT-5.9", "retired", None),
        ("GPT-5.9 is shutting down in December.", "OpenAI", "GPT-5.9", "deprecated", None),
        ("GPT-5.9 will be replaced by GPT-6.", "OpenAI", "GPT-5.9", "deprecated", None),
        ("Support for GPT-5.9 ends on December 9.", "OpenAI", "GPT-5.9", "deprecated", "2025-12-09"),
        ("Retired today: GPT-5.9.", "OpenAI", "GPT-5.9", "retired", "2025-11-26"),
        ("Deprecated: the GPT-5.9 API.", "OpenAI", "GPT-5.9", "deprecated", None),
        ("GPT-5.9 is scheduled for retirement on December 9.", "OpenAI", "GPT-5.9", "deprecated", "2025-12-09"),
    ],
)
def test_what_becomes_of_a_product(sentence: str, vendor: str, name: str, status: str, day: str | None) -> None:
    """Whatever the verb or the noun, and whether it is before the name or behind it."""
    assert told(sentence) == {(vendor, name, status, day)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme put out a paper called \u201cBreeze Is All You Need\u201d, which describes a model.",
        "Acme launched a course, \u201cAgents in Practice\u201d, on its platform.",
        "Acme dropped an ad for its assistant, \u201cKeep Dreaming\u201d.",
        "A paper from Acme introduced Breeze, a method for small models.",
        "Acme announced a $30M Series B led by a fund for AI tools.",
        "**Acme Unveils New Model Family Optimized for Everyone**",
        "Acme's open source Breeze suite shows what a model can do.",
        "Users are building workflows involving both Claude Code and Codex.",
        "Users hit limits after the free preview of Composer 9 concluded.",
        "On Qwen9 release, it ranked first across all providers.",
        "The market was calm after the GPT-7 launch.",
        "Commenters want to know about the next GLM release timeline.",
        "Users are waiting for the release of GPT-8.",
        "Try out the app on your phone today.",
        "Launch the Zephyr 3 server with this command.",
        "The model is said to rival rivals, which include Claude Fable 9, is currently in testing.",
        "Background Agents can shut down when code is merged.",
        "Further investigation revealed the model is a modified Qwen9-32B.",
        "Acme shares rose after OpenAI debuted on the Web Arena leaderboard.",
        "Acme ships an agent involving GPT-7.",
        "Acme introduced a dedicated Kimi K9 metadata builder.",
        "Each agent pulls Breeze rules from a repository.",
        "Had OpenAI released GPT-8 last year, prices would differ.",
        "The price of GPT-7 dropped to $3 per million tokens.",
        "The model Breeze was revealed to be MiniMax M9.",
        "macOS is rolling out now, and OpenAI follows.",
        "Launching Qwen9 kernels can take long.",
        "Gemini 9 will beat all recent GPT-7 releases, and others.",
        "GPT-8 out before November 2026, says a meme.",
    ],
)
def test_what_only_looks_like_a_release(sentence: str) -> None:
    """Papers, courses, money, headlines, others' launches told by the way, instructions, wishes and comparisons."""
    assert told(sentence) == set()


def test_an_unknown_house_speaks_of_its_own() -> None:
    """On its own blog, as far as its name is not that of the press or of a person."""
    sentence = "Zephyr 3 is now available to all customers."
    assert told(sentence, publisher="Acme Blog") == {("Acme", "Zephyr 3", "released", "2025-11-26")}
    assert told(sentence, publisher="The Acme Times") == set()
    assert told(sentence, publisher="Sarah Miller") == set()
    assert told("We released Breeze, a tool, today.", publisher="Reuters") == set()


def test_a_house_tells_its_versions() -> None:
    """That it names by their number alone."""
    assert told("With our 0.9 release, it is fast.", publisher="Acme Blog") == {
        ("Acme", "Acme 0.9", "released", "2025-11-26")
    }
    assert told("More is to come in the upcoming 0.10.0 release.", publisher="Acme Blog") == {
        ("Acme", "Acme 0.10.0", "announced", None)
    }


def test_what_a_vendor_expects_it_has_announced() -> None:
    """What others expect is a rumour."""
    sentence = "Gemini 9 is expected to be available next month."
    assert told(sentence, publisher="Google") == {("Google", "Gemini 9", "announced", None)}
    assert told(sentence) == {("Google", "Gemini 9", "rumoured", None)}


def test_whoever_announces_it_is_not_always_the_maker() -> None:
    """A person speaks for the one firm that the sentence names, if there is one, and no product is a person."""
    assert told("@jane_doe released Breeze, a tool, today.") == set()
    assert told("@jane_doe of OpenAI released Breeze, a tool, today.") == {
        ("OpenAI", "Breeze", "released", "2025-11-26")
    }
    assert told("OpenAI hired a team, and @jane_doe released Breeze, a tool.") == set()
    assert told("Demis Hassabis announced Breeze, a model for Gemini, today.") == {
        ("Google", "Breeze", "released", "2025-11-26")
    }
    assert told("@acme_ai released Breeze, a tool.") == {("acme_ai", "Breeze", "released", None)}
    assert told("OpenAI introduced Sarah Miller, who built an agent.") == set()
    assert told("@OpenAIDevs: the Breeze API shuts down on December 9.") == {
        ("OpenAI", "Breeze API", "deprecated", "2025-12-09")
    }


def test_a_paragraph_is_read_on() -> None:
    """What "the model", "both" and "the company" mean is told before, in the same paragraph."""
    assert told("Gemini 9 Ultra is a large model. The model will launch soon.") == {
        ("Google", "Gemini 9 Ultra", "announced", None)
    }
    assert told("Gemini 9 is large, while Gemini 9 Flash is small. Both are now available.") == {
        ("Google", "Gemini 9", "released", "2025-11-26"),
        ("Google", "Gemini 9 Flash", "released", "2025-11-26"),
    }
    assert told("Acme said its revenue rose. It also released a model called Breeze.") == {
        ("Acme", "Breeze", "released", None)
    }
    assert told("Acme said its revenue rose.\n\nIt also released a model called Breeze.") == set()


def test_headings_tell_of_what_is_new() -> None:
    """If they are sentences of a kind; what else stands there is a topic."""
    assert told("## Introducing Gemini 9\n\nIt is large.", publisher="Google") == {
        ("Google", "Gemini 9", "released", "2025-11-26")
    }
    assert told("## Model Releases and Gemini 9 Demos\n\nIt is large.", publisher="Google") == set()


def test_several_products_of_their_kinds() -> None:
    """Each with the words that say what it is, and what is named beside another one."""
    assert {name for _, name, _, _ in told("Acme introduced the Pallet One robot and the Pallet Cloud platform.")} == {
        "Pallet One",
        "Pallet Cloud",
    }
    names = {name for _, name, _, _ in told("Mistral releases Mistral Medium 9, along with an agent called Bora.")}
    assert names == {"Mistral Medium 9", "Bora"}
    assert {name for _, name, _, _ in told("Acme is deprecating **Breeze, Gust, and Squall** now.")} == {
        "Breeze",
        "Gust",
        "Squall",
    }


def test_names_in_small_letters() -> None:
    """Where the words around them say that they are names."""
    assert told("We are open-sourcing shardkit, the library that splits files.", publisher="Acme Blog") == {
        ("Acme", "shardkit", "released", "2025-11-26")
    }
    assert told("With the recent release of OpenAI's gust, a tool, it is easy.") == {
        ("OpenAI", "gust", "released", None)
    }
    assert told("Users fear for the leaked feature's focus.") == set()


def test_what_others_released_is_told_by_the_way() -> None:
    """Also by a vendor who supports it; who only brings it to a platform releases nothing."""
    assert told("We are excited to support the newly released GPT-7.", publisher="Google") == {
        ("OpenAI", "GPT-7", "released", None)
    }
    assert told("Another one is the just-announced GPT-7.") == {("OpenAI", "GPT-7", "released", None)}
    assert told("We are excited to launch GPT-7 on our platform.", publisher="Google") == set()


def test_an_acronym_in_a_name() -> None:
    """It is no part of it."""
    text = "Today, we are launching the Model Context Protocol (MCP) Registry, a catalog."
    assert told(text, publisher="Model Context Protocol Blog") == {
        ("Model Context Protocol", "MCP Registry", "released", "2025-11-26")
    }


def test_a_dateline_names_nothing() -> None:
    """It is no part of the sentence."""
    assert told("SAN JOSE, Calif., Nov. 26, 2025 \u2013 Acme, a leader, today introduced Zephyr 3.") == {
        ("Acme", "Zephyr 3", "released", "2025-11-26")
    }


def test_a_product_on_another_site() -> None:
    """Where everybody publishes, it is out; on another maker's platform it was out before."""
    assert told("Gemini 9 is now available on Hugging Face.") == {("Google", "Gemini 9", "released", "2025-11-26")}
    assert told("Gemini 9 is now available in Microsoft Foundry.") == set()


def test_a_day_in_the_future() -> None:
    """It dates a rumour that names it; a month to come is not the last one of its name."""
    assert told("Rumors point to OpenAI releasing GPT-8 on December 9.") == {
        ("OpenAI", "GPT-8", "rumoured", "2025-12-09")
    }
    assert told("OpenAI will release GPT-8 in October.") == {("OpenAI", "GPT-8", "announced", None)}
    assert told("OpenAI will retire GPT-5.9 in October.") == {("OpenAI", "GPT-5.9", "deprecated", None)}


@pytest.mark.parametrize(
    ("sentence", "vendor", "name", "status", "day"),
    [
        ("The smaller Qwen9 model announced this week is fast.", "Alibaba", "Qwen9", "released", None),
        ("Qwen9, announced this week, beats GPT-7.", "Alibaba", "Qwen9", "released", None),
        ("Acme's Zephyr 4 model unveiled on Tuesday costs less.", "Acme", "Zephyr 4", "released", "2025-11-25"),
        ("The smaller Heron X2 chip unveiled by AMD is small.", "AMD", "Heron X2", "released", None),
    ],
)
def test_told_by_the_way(sentence: str, vendor: str, name: str, status: str, day: str | None) -> None:
    """Of a thing shown at some time, in a clause without a verb of its own; what follows is no object of it."""
    assert told(sentence) == {(vendor, name, status, day)}


@pytest.mark.parametrize(
    ("sentence", "vendor", "name", "status", "day"),
    [
        ("OpenAI said GPT-9 would arrive in the coming weeks.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI expects to release GPT-9 in December.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI to launch GPT-9 in May.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI is gearing up to launch GPT-9.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI plans a GPT-9 release in spring.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI said on Tuesday that it will release GPT-9 soon.", "OpenAI", "GPT-9", "announced", None),
        ("GPT-9 is on the way, OpenAI said.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI gave a first look at GPT-9 on stage.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI showed off GPT-9 and said it would ship in 2028.", "OpenAI", "GPT-9", "announced", None),
        ("OpenAI previewed Heron, a set of glasses that will ship in 2028.", "OpenAI", "Heron", "announced", None),
        ("Acme will begin offering its Zephyr 3 model in May.", "Acme", "Zephyr 3", "announced", None),
        ("Coming this spring: GPT-9.", "OpenAI", "GPT-9", "announced", None),
        ("NVIDIA's Feynman platform arrives in the second half of 2028.", "NVIDIA", "Feynman", "announced", None),
        ("GPT-9 training is under way at a new data center.", "OpenAI", "GPT-9", "in_development", None),
        ("OpenAI confirmed that GPT-9 is in the works.", "OpenAI", "GPT-9", "in_development", None),
    ],
)
def test_what_is_to_come(sentence: str, vendor: str, name: str, status: str, day: str | None) -> None:
    """What its maker says of it is announced, without the day on which that was said."""
    assert told(sentence) == {(vendor, name, status, day)}


@pytest.mark.parametrize(
    ("sentence", "name", "status", "day"),
    [
        ("### Deprecated: GPT-5.9", "GPT-5.9", "deprecated", None),
        ("## GPT-5.9 deprecated", "GPT-5.9", "deprecated", None),
        ("GPT-5.9 has been removed from the API.", "GPT-5.9", "retired", None),
        ("- Removed GPT-5.9 from the API.", "GPT-5.9", "retired", None),
        ("GPT-5.9 is going away next month.", "GPT-5.9", "deprecated", None),
        ("The retirement date of GPT-5.9 is December 9.", "GPT-5.9", "deprecated", "2025-12-09"),
        ("Access to GPT-5.9 ends on December 9.", "GPT-5.9", "deprecated", "2025-12-09"),
        ("Support for GPT-5.9 removed.", "GPT-5.9", "deprecated", None),
        ("GPT-5.9 will be turned off on December 9.", "GPT-5.9", "deprecated", "2025-12-09"),
        ("OpenAI says it is replacing GPT-5.9 with GPT-6.", "GPT-5.9", "deprecated", None),
        ("OpenAI says goodbye to Sora 2.", "Sora 2", "retired", None),
        ("OpenAI said that Gust Voice will no longer be supported.", "Gust Voice", "deprecated", None),
    ],
)
def test_what_comes_to_an_end(sentence: str, name: str, status: str, day: str | None) -> None:
    """In headings of changelogs too, and with the maker who tells of it."""
    assert told(sentence) == {("OpenAI", name, status, day)}


def test_terse_lines() -> None:
    """Of changelogs and digests: one thing at once, and lists with semicolons."""
    text = "AI Router is GA, Page Rendering is now in open beta."
    assert told(text, publisher="Cloudflare") == {
        ("Cloudflare", "AI Router", "released", "2025-11-26"),
        ("Cloudflare", "Page Rendering", "preview", "2025-11-26"),
    }
    assert {name for _, name, _, _ in told("OpenAI released GPT-9 for code; GPT-9 mini for all; and Sora 9.")} == {
        "GPT-9",
        "GPT-9 mini",
        "Sora 9",
    }
    assert told("OpenAI released GPT-9; and Gust launched Breeze 3.") == {
        ("OpenAI", "GPT-9", "released", None),
        ("Gust", "Breeze 3", "released", None),
    }
    assert told("- Shipped GPT-9 mini for all.") == {("OpenAI", "GPT-9 mini", "released", None)}
    assert told("GPT-9 and GPT-9 mini reach general availability today.") == {
        ("OpenAI", "GPT-9", "released", "2025-11-26"),
        ("OpenAI", "GPT-9 mini", "released", "2025-11-26"),
    }
    assert told("Unveiled today, GPT-9 is large.") == {("OpenAI", "GPT-9", "released", "2025-11-26")}
    assert told("The Sandbox SDK went GA.", publisher="Cloudflare") == {
        ("Cloudflare", "Sandbox SDK", "released", "2025-11-26")
    }


def test_an_edition_of_a_product() -> None:
    """It is part of the name of a family, for whomever it is."""
    assert told("OpenAI launched ChatGPT for Teachers today.") == {
        ("OpenAI", "ChatGPT for Teachers", "released", "2025-11-26")
    }
    assert told("Amazon shuts down its Gust for Business robot.") == {("Amazon", "Gust for Business", "retired", None)}
    assert told("OpenAI released GPT-9 for Teachers.") == {("OpenAI", "GPT-9", "released", None)}


def test_whose_a_product_is() -> None:
    """Who shows it, beside what it showed before; and of "the smaller model" the only maker that is spoken of."""
    assert told("Acme today debuted Gust, an agent, and previewed Breeze, a security tool.") == {
        ("Acme", "Gust", "released", "2025-11-26"),
        ("Acme", "Breeze", "preview", "2025-11-26"),
    }
    assert told("Meta has plans. The smaller Gust Glimmer model announced this week is open.") == {
        ("Meta", "Gust Glimmer", "released", None)
    }
    assert told("Meta and Google have plans. The smaller Gust Glimmer model by Acme is fine.") == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Researchers at Stanford introduced a technique called Chain of Gusts, which helps models.",
        "Introducing Gust Quant, a quantization format for small GPUs.",
        "Google introduced Gust Sparse Attention, a sparse attention mechanism.",
        "Acme introduced MXFP4 for its chips.",
        "A meme-style post claims OpenAI introduced a \u201cGust Mode\u201d.",
        "Acme is testing Gemini 9 models for its forecasts.",
        "The tools that power Claude Code 9 are now available as a kit.",
        "As part of the Zephyr 2 release, Red Hat AI and Acme worked together.",
        "The GPT-9 launch was met with anger, dubbed the \u201cGust Plus rebellion\u201d by users.",
        "The GPT-9 launch has fueled talk about a potential plateau.",
        "Acme, which develops a chatbot called Gust, said no.",
        "The article suggested that Claude Code 9 was available for all plans.",
        "The view unifies launching/monitoring agents, including Claude Code 9.",
        "OpenAI shipped Codex 9 commands for the shell.",
        "Gemini 9 arrives at a good moment.",
        "The drop targets Breeze runtimes.",
        "In this year's releases , most Apple Watch devices get it.",
        "The band Gust launched their debut single, Breeze Model, on all platforms.",
        "Users note the availability of quantizations of GPT-9.",
        "LangChain released a LangGraph 9 gallery.",
    ],
)
def test_more_that_only_looks_like_a_release(sentence: str) -> None:
    """Methods, formats, jokes, others' products in use, and what only has to do with a product."""
    assert told(sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "vendor", "name", "status", "day"),
    [
        ("Acme said its first model, Zephyr, will be available next month.", "Acme", "Zephyr", "announced", None),
        (
            "Paris-based Acme said that Breeze 4, its newest model, is out.",
            "Acme",
            "Breeze 4",
            "released",
            "2025-11-26",
        ),
        ("Acme confirmed Breeze 3 is coming this spring.", "Acme", "Breeze 3", "announced", None),
        ("Acme is planning to release Breeze 3 next month.", "Acme", "Breeze 3", "announced", None),
        ("Acme CEO Jane Doe said Breeze 3 will arrive in spring.", "Acme", "Breeze 3", "announced", None),
        ("Acme came out of stealth on Monday with Gust, an agent.", "Acme", "Gust", "released", "2025-11-24"),
        ("Acme is opening its Gust assistant to everyone.", "Acme", "Gust", "released", None),
        ("Acme made Gust generally available this week.", "Acme", "Gust", "released", None),
        ("Acme announced that Gust is generally available.", "Acme", "Gust", "released", "2025-11-26"),
        ("Acme posted the weights of Breeze 4 on Hugging Face.", "Acme", "Breeze 4", "released", None),
        ("Acme rolls out Gust, an assistant for all.", "Acme", "Gust", "released", None),
        ("Gust, which Acme released last week, can draw.", "Acme", "Gust", "released", None),
        ("Acme's Gust, released in 2024, is popular.", "Acme", "Gust", "released", None),
        ("Breeze 3 by Acme is out.", "Acme", "Breeze 3", "released", "2025-11-26"),
        ("Breeze 4, Acme's latest model, came out on Monday.", "Acme", "Breeze 4", "released", "2025-11-24"),
        ("Breeze 1, Acme's first robot, has been discontinued.", "Acme", "Breeze 1", "retired", None),
        ("With the launch of Breeze 4 on Monday, Acme enters the race.", "Acme", "Breeze 4", "released", "2025-11-24"),
        ("Breeze 2, which Acme announced in May, is now available.", "Acme", "Breeze 2", "released", "2025-11-26"),
        ("Acme introduced Gust Agent in private preview.", "Acme", "Gust Agent", "preview", None),
        ("Acme launched a public beta of Gust, its coding agent.", "Acme", "Gust", "preview", None),
        ("Acme has put Breeze 3 into public beta.", "Acme", "Breeze 3", "preview", None),
        ("Acme could release Breeze 4 as early as next week, it is said.", "Acme", "Breeze 4", "rumoured", None),
        ("Acme is building a model called Gust, two people said.", "Acme", "Gust", "rumoured", None),
        ("Also new: Acme's Breeze 2, an image model.", "Acme", "Breeze 2", "released", None),
        ("Acme, a startup, released Gust Mini.", "Acme", "Gust Mini", "released", None),
    ],
)
def test_names_that_nobody_knows(sentence: str, vendor: str, name: str, status: str, day: str | None) -> None:
    """Of a maker and its product: the words around them tell both."""
    assert told(sentence) == {(vendor, name, status, day)}


def test_what_follows_is_another_one() -> None:
    """What was introduced is no subject of what comes next."""
    assert told("Acme introduced Gust Mini, and will follow with Breeze Ultra in spring.") == {
        ("Acme", "Gust Mini", "released", None)
    }
    assert told("Acme has worked with Gull AI to release Gemini 9.") != {("Google", "Gemini 9", "announced", None)}
