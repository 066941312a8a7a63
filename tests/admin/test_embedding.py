"""The websites that a manager types, and the line that is to be pasted there."""

import pytest
from django.test import Client as Browser
from pytest_django import Settings

from studios.models import Studio
from tests.admin.studio_forms import errors, filled_in, page_of
from tests.pages import Page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.my-gym.example", "https://www.my-gym.example"),
        ("WWW.My-Gym.example/courses?x=1#top", "https://www.my-gym.example"),
        (
            "https://my-gym.example, https://www.my-gym.example\r\nhttps://my-gym.example/",
            "https://my-gym.example\nhttps://www.my-gym.example",
        ),
        (
            "https://my-gym.example:443 https://my-gym.example:8443",
            "https://my-gym.example\nhttps://my-gym.example:8443",
        ),
        ("https://müller-gym.example", "https://xn--mller-gym-q9a.example"),
        ("", ""),
    ],
)
def test_they_are_kept_as_browsers_know_them(desk: Browser, hafen: Studio, typed: str, kept: str) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, websites=typed))

    assert answer.status_code == 302, errors(answer)
    hafen.refresh_from_db()
    assert hafen.websites == kept


@pytest.mark.parametrize(
    "typed",
    [
        "http://my-gym.example", "https://*.my-gym.example", "*", "https://", "https://gym", "https://10.0.0.1",
        "https://ada@my-gym.example", "javascript:alert(1)", "'self'", "https://my-gym.example:0x1",
        "https://my_gym.example", "https://-a.example", "ftp://my-gym.example", "data:text/html", "https://a.example\\b",
        "https://fitneß.example",
    ],
)  # fmt: skip
def test_what_is_no_website_is_refused_and_named(desk: Browser, hafen: Studio, typed: str) -> None:
    answer = desk.post(page_of(hafen), filled_in(hafen, websites=f"https://my-gym.example {typed}"))

    assert "is not the https address of a website" in errors(answer)["websites"][0]
    assert Studio.objects.get(pk=hafen.pk).websites == ""


def test_there_is_an_end_to_them(desk: Browser, hafen: Studio) -> None:
    many = " ".join(f"https://{number}.example" for number in range(21))

    answer = desk.post(page_of(hafen), filled_in(hafen, websites=many))

    assert "more than 20" in errors(answer)["websites"][0]


def test_one_on_this_machine_is_for_trial_sites(desk: Browser, hafen: Studio, settings: Settings) -> None:
    hafen.websites = "http://localhost:8000"
    assert hafen.embedded_at == ["http://localhost:8000"]

    settings.INSECURE_HTTP = False

    assert hafen.embedded_at == []


def test_the_line_to_paste_is_shown_once_there_is_a_website(
    desk: Browser, hafen: Studio, settings: Settings
) -> None:
    settings.SITE_URL = "https://book.my-gym.example"
    Studio.objects.filter(pk=hafen.pk).update(name='Hafen "am" <Kai>')
    before = Page(desk.get(page_of(hafen)))
    Studio.objects.filter(pk=hafen.pk).update(websites="https://my-gym.example")

    after = Page(desk.get(page_of(hafen)))

    snippet = next(one.text for one in after.elements if one.attributes.get("class") == "snippet")
    assert 'class="snippet"' not in before.html
    assert snippet.startswith(
        '<script src="https://book.my-gym.example/embed.js" data-studio="hafen" data-language="de" data-title="'
    )
    assert "Hafen &quot;am&quot; &lt;Kai&gt;" in snippet
    assert '<noscript><a href="https://book.my-gym.example/studios/hafen/">' in snippet


def test_a_new_studio_has_no_line_yet(desk: Browser) -> None:
    page = desk.get("/admin/studios/studio/add/").content.decode()

    assert 'name="websites"' in page
    assert "embed.js" not in page
