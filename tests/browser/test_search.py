"""The site-wide search: silent until it is used, forgiving, and usable without a mouse."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

PageAt = Callable[..., Page]
USED = (
    "assets/dom.js",
    "assets/search.js",
    "assets/search-index.js",
    "assets/search-words.js",
    "assets/vendor/minisearch.js",
    "assets/search.json",
)
LARGEST = 150_000
"""Bytes, compressed, up to the first result."""
GROWN = 1000
"""Models for which that has to hold."""


def results(page: Page) -> list[str]:
    """Return the titles of the results."""
    expect(page.locator("#search-status")).to_contain_text(re.compile("result|Nothing"))
    return [str(title) for title in page.locator("#search-results .search__title").all_text_contents()]


def test_nothing_is_fetched_before_the_first_search(page_at: PageAt) -> None:
    page = page_at("")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    loaded = page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not [name for name in loaded if "search" in name or "vendor" in name]
    page.keyboard.press("Control+k")
    page.get_by_role("dialog", name="Search this site").wait_for()
    page.wait_for_timeout(500)
    assert {name.split("/repo/")[1].partition("?")[0] for name in asked if "favicon" not in name} <= set(USED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("bert-base-uncased", "BERT"),
        ("ChatGPT", "GPT-3.5"),
        ("Llama 2", "Llama 2"),
        ("modernbret", "ModernBERT"),
        ("qwen3-embedding", "Qwen3 Embedding"),
        ("GPT2", "GPT-2"),
        ("masked diffusion", "Masked diffusion"),
        ("is bert generative", "Is BERT generative?"),
        ("Ｌｌａｍａ ２", "Llama 2"),
        ("ada-002", "text-embedding-ada-002"),
        ("all-MiniLM", "all-MiniLM-L6-v2"),
        ("gpt-5.1", "GPT-5.1"),
        ("Llama 3.1 70B", "Llama 3.1"),
        ("1810.04805", "BERT"),
        ("https://arxiv.org/abs/1810.04805", "BERT"),
        ("arXiv:1810.04805v2", "BERT"),
        ("google-bert/bert-base-uncased", "BERT"),
        ("RLHF", "Preference tuning"),
        ("what is RLHF", "What is RLHF, and does it make a model generative?"),
        ("MoE", "Mixture of experts"),
        ("mlm", "Masked language modeling"),
        ("NER", "Named-entity recognition"),
        ("RAG", "Retrieval-augmented generation"),
        ("tokenizer", "Token"),
        ("n-gram", "Are n-gram models LLMs?"),
        ("SPLADE", "SPLADE"),
        ("what are tokens", "Token"),
        ("is phi-4 generative", "Phi-4"),
        ("is Mamba generative", "Mamba"),
        ("how big is GPT-4", "GPT-4"),
        ("is kimi k2 open source", "Which models are open, and may I use them commercially?"),
        ("is kimi k2 open source", "Kimi K2"),
        ("best model to translate", "Translate"),
        ("why do llms make stuff up", "Why do LLMs hallucinate?"),
        ("文本生成", "Can BERT generate text?"),
        ("大型语言模型", "Are all large language models generative?"),
        ("言語モデル", "Are all large language models generative?"),
    ],
)
def test_names_aliases_ids_terms_and_slips_are_found(page_at: PageAt, query: str, expected: str) -> None:
    page = page_at(f"faq/?search={query}")
    found = results(page)[:3]
    assert any(expected.casefold().replace("-", " ") in title.casefold().replace("-", " ") for title in found), found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("is Llama Guard generative", "Llama Guard"),
        ("is code llama generative", "Code Llama"),
        ("ModernBERT license", "ModernBERT"),
        ("mistral 7b context length", "Mistral 7B"),
        ("gemma 3 number of parameters", "Gemma 3"),
        ("eli5 what is an llm", "What is a large language model?"),
        ("what is a large langauge model", "What is a large language model?"),
        ("is nemotron 4 340b reward generative", "Nemotron-4-340B-Reward"),
        ("isn't XLM-R generative", "XLM-RoBERTa"),
        ("isnt BERT a language model tho", "Is BERT a large language model?"),
        ("why is T5 not a decoder only model", "T5"),
        ("is claude decoder only", "Claude"),
        ("what's a decoder", "Decoder"),
        ("does RAG make an LLM non-generative", "What is retrieval-augmented generation, and is it generative?"),
        ("is DNABERT generative", "Are DNA models such as DNABERT and Evo 2 LLMs, and are they generative?"),
        ("is AlphaFold an LLM", "Are protein language models and AlphaFold LLMs?"),
    ],
)
def test_what_is_asked_about_comes_first(page_at: PageAt, query: str, first: str) -> None:
    assert results(page_at(f"faq/?search={query}"))[0].partition(" (")[0] == first


def test_the_whole_search_works_by_keyboard(page_at: PageAt) -> None:
    page = page_at("method/")
    page.keyboard.press("Control+k")
    box = page.get_by_label("A model, alias, id, term or question")
    expect(box).to_be_focused()
    page.keyboard.type("llada")
    expect(page.locator("#search-results a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search-results a").first).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Meta+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(box).to_have_value("llada")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/models/llada"))


def test_what_is_typed_before_the_script_comes_is_found(page_at: PageAt) -> None:
    page = page_at("faq/")
    held: list[Route] = []
    page.route(re.compile(r"/search\.js(\?|$)"), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/search\.js(\?|$)")):
        page.keyboard.press("Control+k")
    page.keyboard.type("llada")
    expect(page.get_by_label("A model, alias, id, term or question")).to_have_value("llada")
    held[0].continue_()
    page.keyboard.type(" 8b")
    expect(page.locator("#search-results a").first).to_contain_text("LLaDA 8B")
    expect(page.get_by_label("A model, alias, id, term or question")).to_have_value("llada 8b")


def test_no_single_character_is_a_shortcut(page_at: PageAt) -> None:
    """WCAG 2.1.4: who dictates, or searches with the browser's own "/", gets nothing else; the keys that work are told."""
    page = page_at("models/")
    for key in "/?kKsS":
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_hidden()
    button = page.get_by_role("button", name="Search")
    assert button.get_attribute("title") == "Ctrl K or ⌘ K"
    button.click()
    expect(page.locator(".search__keys")).to_be_visible()


def test_a_claim_that_does_not_hold_says_so_before_its_statement(page_at: PageAt) -> None:
    page = page_at("?search=BERT cannot generate text because it is bidirectional")
    claim = page.locator("#search-results li", has_text="BERT cannot generate text because it is bidirectional.")
    expect(claim).to_contain_text(re.compile(r"^Refuted: BERT cannot"))
    page.get_by_label("A model, alias, id, term or question").fill("Language models understand language")
    expect(page.locator("#search-results")).to_contain_text("Disputed: Language models understand language.")


def test_a_guess_says_that_it_is_one(page_at: PageAt) -> None:
    page = page_at("?search=baart")
    status = page.locator("#search-status")
    expect(status).to_contain_text("Nothing is called “baart”. Did you mean BART")
    expect(status.get_by_role("link", name="BART", exact=True)).to_have_attribute("href", re.compile("/models/bart/$"))
    propose = status.get_by_role("link", name="Propose a model that is missing")
    expect(propose).to_have_attribute("href", re.compile("/contribute/#add$"))
    box = page.get_by_label("A model, alias, id, term or question")
    box.fill("bert")
    expect(status).to_have_text(re.compile("^(The best )?[0-9]+ (of [0-9]+ )?results?$"))
    box.fill("zzzzqqqq")
    expect(status).to_contain_text("Nothing is called “zzzzqqqq”. Propose")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("YuLan", "Nothing is called “YuLan”. Propose a model"),
        ("Mathstral", "Nothing is called “Mathstral”. Did you mean Magistral"),
        ("openai/whisper-large-v3", "Nothing is called “openai/whisper-large-v3”."),
        ("roberta-large-mnli", "Nothing is called “roberta-large-mnli”. Did you mean RoBERTa"),
        ("gtp-4", "Nothing is called “gtp-4”. Did you mean GPT-4"),
        ("Voxtral", "Nothing is called “Voxtral”. Did you mean Mixtral"),
        ("VisualGLM", "Nothing is called “VisualGLM”. Did you mean GLM"),
        ("Grok 2", "Nothing is called “Grok 2”. Did you mean Grok"),
        ("is gpt-9 generative", "Nothing is called “gpt-9”. Did you mean GPT"),
        ("混元大模型", "Nothing is called “混元大模型”. Propose a model"),
        ("BertLMHeadModel", "Nothing is called “BertLMHeadModel”. Judge a model by its class"),
        ("is Mathstral an LLM", "Nothing is called “Mathstral”. Did you mean Magistral"),
    ],
)
def test_a_name_or_version_that_is_missing_is_said_to_be(page_at: PageAt, query: str, said: str) -> None:
    expect(page_at(f"?search={query}").locator("#search-status")).to_contain_text(said)


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "Grok 4",
        "is nemotron 4 340b reward generative",
        "llama 3.1 70B",
        "T5 v1.1",
        "BERT 2019",
        "GPT-3.5",
        "why did everybody leave encoders behind at once",
    ],
)
def test_what_is_here_or_an_ordinary_word_is_not_said_to_be_missing(page_at: PageAt, query: str) -> None:
    status = page_at(f"?search={query}").locator("#search-status")
    expect(status).to_have_text(re.compile("^(The best )?[0-9]+ (of [0-9]+ )?results?$"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["bert-base-uncased", "what is RLHF", "ada-002", "NER", "t5 hybrid", "are there LLMs without attention"]
)
def test_nothing_floods(page_at: PageAt, query: str) -> None:
    assert 1 <= len(results(page_at(f"?search={query}"))) <= 12


def test_a_long_word_widens_nothing(page_at: PageAt) -> None:
    page = page_at(f"?search={'a' * 3000}", width=320)
    expect(page.locator("#search-status")).to_contain_text("Nothing found")
    assert page.locator("#search").evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth")


def test_keys_of_an_input_method_are_left_alone(page_at: PageAt) -> None:
    page = page_at("?search=bert")
    results(page)
    box = page.get_by_label("A model, alias, id, term or question")
    press = """(box, key) => {
      const event = new KeyboardEvent("keydown", { key, isComposing: true, bubbles: true, cancelable: true });
      return box.dispatchEvent(event);
    }"""
    for key in ("ArrowDown", "ArrowUp", "Escape"):
        assert box.evaluate(press, key), key
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(box).to_be_focused()


def test_the_address_of_a_search_opens_it_and_nothing_found_says_so(page_at: PageAt) -> None:
    page = page_at("?search=zzzzqqqq")
    expect(page.get_by_role("dialog", name="Search this site")).to_be_visible()
    assert results(page) == []
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_every_result_leads_somewhere(page_at: PageAt, site_folder: Path) -> None:
    index = json.loads((site_folder / "assets/search.json").read_text("utf-8"))
    targets = [href for _, href, *_ in index["entries"]] + [f"models/{model[0]}/" for model in index["models"]]
    ids: dict[str, set[str]] = {}
    for target in targets:
        path, _, anchor = target.partition("#")
        file = site_folder / path / "index.html"
        if path not in ids:
            ids[path] = set(re.findall(r'\sid="([^"]+)"', file.read_text("utf-8")))
        assert not anchor or anchor in ids[path], target


def test_the_first_result_is_light_with_a_thousand_models_too(site_folder: Path) -> None:
    def compressed(data: bytes) -> int:
        return len(gzip.compress(data, 9))

    weight = sum(compressed((site_folder / name).read_bytes()) for name in USED)
    models = json.loads((site_folder / "assets/search.json").read_text("utf-8"))["models"]
    of_models = compressed(json.dumps(models, ensure_ascii=False, separators=(",", ":")).encode())
    assert weight + of_models * (GROWN / len(models) - 1) < LARGEST


def test_what_is_meant_instead_looks_like_a_link(page_at: PageAt) -> None:
    link = page_at("?search=Grok 2").locator("#search-status a").first
    assert link.evaluate("(link) => getComputedStyle(link).textDecorationLine") == "underline"
    assert link.evaluate("(link) => getComputedStyle(link).color != getComputedStyle(link.parentNode).color")
