"""Writing the law's pages in the admin: for the site, a chain or a studio, from a draft, with a preview."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client as Browser

from studios.models import LegalPage, Studio
from tests.admin.studio_forms import errors
from tests.legal.writing import write
from tests.pages import Page

LIST = "/admin/studios/legalpage/"
ADD = f"{LIST}add/"


def filled_in(**changes: Any) -> dict[str, str]:
    page = {
        "kind": "imprint",
        "language": "en",
        "chain": "",
        "studio": "",
        "url": "",
        "text": "Iron & Oak Ltd",
    }
    return {**page, "is_published": "on", **changes}


@pytest.fixture
def of_hafen(hafen: Studio) -> Browser:
    """Somebody who works at Hafen's desk and may write its pages."""
    user = User.objects.create_user("hafen", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model="legalpage"))
    hafen.staff.add(user)
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.mark.parametrize("scope", ["site", "chain", "studio"])
def test_a_page_is_written_for_the_site_a_chain_or_a_studio(
    desk: Browser, client: Browser, hafen: Studio, scope: str
) -> None:
    where = {"site": {}, "chain": {"chain": hafen.chain}, "studio": {"studio": str(hafen.pk)}}[scope]

    answer = desk.post(ADD, filled_in(**where))

    assert answer.status_code == 302
    assert "Iron &amp; Oak Ltd" in client.get("/studios/hafen/legal/imprint/").content.decode()
    shown = Page(desk.get(LIST)).text
    assert {"site": "the whole site", "chain": hafen.name, "studio": hafen.name}[scope] in shown


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": "https://gym.example.org/"}, "either an address or a text"),
        ({"text": ""}, "either an address or a text"),
        ({"url": "http://gym.example.org/", "text": ""}, "starts with https://"),
        ({"url": "javascript:alert(1)", "text": ""}, "starts with https://"),
        ({"language": "de"}, "already has this page"),
        ({"studio": "", "kind": "privacy"}, "There is this page"),
        ({"chain": "HAFEN"}, "not both"),
        ({"text": "Iron & Oak [legal form], [street]"}, "[legal form], [street]"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    desk: Browser, hafen: Studio, changes: dict[str, str], sentence: str
) -> None:
    write(language="de", studio=hafen)
    write("privacy")
    changes = {name: hafen.chain if value == "HAFEN" else value for name, value in changes.items()}

    answer = desk.post(ADD, filled_in(**{"studio": str(hafen.pk)} | changes))

    said = " ".join(one for of_field in errors(answer).values() for one in of_field)
    assert sentence in said
    assert LegalPage.objects.count() == 2


def test_a_page_with_blanks_is_kept_as_a_draft(desk: Browser, client: Browser, hafen: Studio) -> None:
    form = filled_in(text="Iron & Oak [legal form]")
    del form["is_published"]

    answer = desk.post(ADD, form)

    assert answer.status_code == 302
    assert client.get("/legal/imprint/").status_code == 404


def test_every_draft_is_one_link_away_and_needs_no_script(desk: Browser, hafen: Studio) -> None:
    add = Page(desk.get(ADD, {"chain": hafen.chain}))
    links = [link for link in add.values("href") if "draft=1" in link]

    forms = [desk.get(link).context["adminform"].form for link in links]

    assert len(links) == 8
    assert {(form.initial["kind"], form.initial["language"]) for form in forms} == {
        (kind, language) for kind in LegalPage.Kind.values for language in ("de", "en")
    }
    assert all("[" in form.initial["text"] and form.initial["chain"] == hafen.chain for form in forms)
    assert all(form.initial["is_published"] is False for form in forms)
    assert not LegalPage.objects.exists()
    assert desk.get(f"{ADD}?draft=1&kind=imprint&language=fr").status_code == 200


def test_the_preview_shows_a_draft_as_members_would_see_it(desk: Browser, hafen: Studio) -> None:
    page = write(text="## Heading\n\nIron & Oak [legal form]", studio=hafen, is_published=False)
    form = Page(desk.get(f"{LIST}{page.pk}/change/"))

    preview = Page(desk.get(form.link("Preview")))

    assert "Iron & Oak [legal form]" in preview.text
    assert [element.text for element in preview.elements if element.tag in ("h1", "h2")] == [
        "Imprint",
        "Heading",
    ]
    assert "unsafe-inline" not in preview.answer["Content-Security-Policy"]


def test_staff_write_the_pages_of_their_own_studios_only(
    of_hafen: Browser, hafen: Studio, altstadt: Studio
) -> None:
    own, others = write(studio=hafen), [write(studio=altstadt), write(chain=hafen.chain), write()]

    listed = Page(of_hafen.get(LIST))
    form = of_hafen.get(ADD).context["adminform"].form
    refused = of_hafen.post(ADD, filled_in(kind="privacy", studio=str(altstadt.pk)))
    for_the_site = of_hafen.post(ADD, filled_in(kind="privacy"))
    changed = of_hafen.post(
        f"{LIST}{own.pk}/change/", filled_in(studio=str(hafen.pk), text="New", chain=hafen.chain)
    )

    assert "1 legal page" in listed.text
    assert "chain" not in form.fields
    assert list(form.fields["studio"].queryset) == [hafen]
    assert "studio" in errors(refused)
    assert "studio" in errors(for_the_site)
    assert changed.status_code == 302
    own.refresh_from_db()
    assert (own.text, own.chain) == ("New", "")
    for other in others:
        for path in ("change", "preview", "delete", "history"):
            answer = of_hafen.get(f"{LIST}{other.pk}/{path}/", follow=True)
            assert "of the site in en" not in answer.content.decode()
            assert answer.status_code == 404 or answer.redirect_chain
    assert LegalPage.objects.count() == 4


def test_whoever_may_not_look_gets_no_preview(clerk: Any, hafen: Studio) -> None:
    page = write(studio=hafen)
    browser = clerk("view_studio")
    hafen.staff.add(User.objects.get(username="clerk"))

    assert browser.get(f"{LIST}{page.pk}/preview/").status_code == 403
